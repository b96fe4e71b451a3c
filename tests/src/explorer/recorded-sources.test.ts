import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { dense, f32, type Graph, graph, relu } from "dagrad";
import { explorerHtml, recordSources } from "dagrad/explorer";
import { expect, test } from "vitest";
import { sourcesIn } from "../../../src/explorer/recorded-sources.ts";

const build = (): Graph => graph({ x: f32("batch", 2) }, ({ x }) => ({ y: relu(dense(x, { units: 3 })) })) as Graph;
const text = readFileSync(import.meta.filename, "utf8");
const line = text.split("\n").findIndex((row) => row.startsWith("const build")) + 1;

/** What a page holds. */
const subjectIn = (html: string) =>
  JSON.parse(/<script type="application\/json" id="subject">(.*?)<\/script>/s.exec(html)?.[1] ?? "") as {
    readonly sources?: { readonly files: Record<string, string>; readonly places: Record<string, { file: string; line: number }> };
  };

test("a page of a graph that was recorded has the code, read from the disk; of one that was not, none", async () => {
  const { sources } = subjectIn(await explorerHtml(recordSources(build)));
  expect(sources?.files).toEqual({ "recorded-sources.test.ts": text });
  expect(sources?.places.relu1).toMatchObject({ file: "recorded-sources.test.ts", line });
  expect(subjectIn(await explorerHtml(build())).sources).toBeUndefined();
});

test("in a notebook one text is the cell, whatever the notebook calls it", async () => {
  const cell =
    "(function ({ graph, f32, dense, relu }) {\n  return graph({ x: f32(2, 2) }, ({ x }) => ({\n    y: relu(dense(x, { units: 3 })) }));\n})";
  const made = runInThisContext(cell) as (dagrad: unknown) => Graph;
  const recorded = recordSources(() => made({ graph, f32, dense, relu }));
  const { sources } = subjectIn(await explorerHtml(recorded, { sources: { files: { "cell 3": cell } } }));
  expect(sources?.places).toMatchObject({ x: { file: "cell 3", line: 2 }, relu1: { file: "cell 3", line: 3, column: 8 } });
});

test("a name stands for the file that it ends; files that are not given are left out; places that are given stay", () => {
  const recorded = recordSources(build);
  const ofTwo = sourcesIn({ files: { "other.ts": "", "explorer/recorded-sources.test.ts": text } }, recorded);
  expect(ofTwo.places.relu1).toMatchObject({ file: "explorer/recorded-sources.test.ts", line });
  expect(sourcesIn({ files: { "other.ts": "", "sources.test.ts": text } }, recorded).places).toEqual({});
  const places = { relu1: { file: "a.ts", line: 1, column: 1 } };
  expect(sourcesIn({ files: { "a.ts": "relu(x)" }, places }, recorded).places).toBe(places);
});
