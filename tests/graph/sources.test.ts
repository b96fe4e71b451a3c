import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firstOutside, recordSources, sourceOf } from "../../graph/sources.ts";
import { crossentropy, dense, edit, f32, type Graph, graph, lstm, relu, softmax, u8 } from "../../src/index.ts";

const build = (): Graph =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
    const hidden = relu(dense(X, { units: 3 }));
    const scale = g.parameter("scale", [3]);
    return { loss: crossentropy(softmax(dense(hidden, { units: 3, name: "second" })), y), scale };
  }) as Graph;

const here = fileURLToPath(import.meta.url);
const text = readFileSync(here, "utf8").split("\n");
/** The line of this file in which a text stands first, from 1. */
const lineOf = (part: string): number => text.findIndex((line) => line.includes(part)) + 1;

test("each node knows the line that called for it, parameters of layers too; nothing of that is in the graph", () => {
  const recorded = recordSources(build);
  const line = (id: string): number | undefined => sourceOf(recorded, id)?.line;
  expect(sourceOf(recorded, "relu1")?.file).toBe(here);
  for (const id of ["dense1", "relu1", "dense1.weights"]) expect(line(id)).toBe(lineOf("const hidden = relu"));
  for (const id of ["second", "softmax1", "crossentropy1", "second.biases"]) expect(line(id)).toBe(lineOf("return { loss: crossentropy"));
  expect(line("scale")).toBe(lineOf("const scale = g.parameter"));
  expect(line("X")).toBe(lineOf("graph({ X: f32"));
  expect(text[lineOf("const hidden = relu") - 1]?.slice((sourceOf(recorded, "relu1")?.column as number) - 1)).toMatch(/^relu\(/);
  expect(JSON.stringify(recorded)).toBe(JSON.stringify(build()));
});

test("what was not recorded has none, nor has what recording is over for", async () => {
  expect(sourceOf(build(), "relu1")).toBeUndefined();
  const later = await recordSources(async () => {
    await Promise.resolve();
    return build();
  });
  expect(sourceOf(later, "relu1")?.file).toBe(here);
  expect(sourceOf(build(), "relu1")).toBeUndefined();
  expect(() =>
    recordSources(() => {
      throw new Error("as it is");
    }),
  ).toThrow("as it is");
  expect(sourceOf(build(), "relu1")).toBeUndefined();
});

test("edits hand places on, and loops and layers over time have them", () => {
  const recorded = recordSources(() => graph({ x: f32("batch", "time", 3) }, ({ x }) => ({ y: lstm(x, { units: 2 }) })) as Graph);
  for (const id of Object.keys(recorded.nodes)) expect(sourceOf(recorded, id)?.file).toBe(here);
  const { graph: edited } = edit(recorded, (draft) => {
    (draft.outputs as Record<string, string>).again = "lstm1";
  });
  expect(sourceOf(edited, "lstm1")).toEqual(sourceOf(recorded, "lstm1"));
});

test("what is no function is refused before anything is recorded", () => {
  expect(() => recordSources(build() as never)).toThrow(
    "recordSources: build must be a function that makes a graph, got a graph; pass () => graph(…)",
  );
  expect(sourceOf(build(), "relu1")).toBeUndefined();
});

test("reads the frames of Chrome, Firefox and Safari, and of code without a file", () => {
  expect(firstOutside("Error\n    at relu (https://host/app.js?v=3:12:7)")).toEqual({ file: "https://host/app.js", line: 12, column: 7 });
  expect(firstOutside("build@https://host/app.js:12:7")).toEqual({ file: "https://host/app.js", line: 12, column: 7 });
  expect(firstOutside("Error\n    at file:///w/a b.mjs:3:1")).toEqual({ file: "/w/a b.mjs", line: 3, column: 1 });
  expect(firstOutside("Error\n    at <anonymous>:3:9")).toEqual({ file: "<anonymous>", line: 3, column: 9 });
  expect(firstOutside("Error\n    at build (evalmachine.<anonymous>:2:4)")).toEqual({
    file: "evalmachine.<anonymous>",
    line: 2,
    column: 4,
  });
  expect(firstOutside("Error\n    at build (eval at run (file:///w/kernel.mjs:1:2), <anonymous>:5:6)")).toEqual({
    file: "<anonymous>",
    line: 5,
    column: 6,
  });
  expect(firstOutside("Error\n    at REPL12:1:3")).toEqual({ file: "REPL12", line: 1, column: 3 });
  expect(firstOutside("Error\n    at new Promise (<anonymous>)\n    at run (node:vm:1:2)")).toBeUndefined();
});
