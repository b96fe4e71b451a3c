import { add, dot, f32, graph, lstm, matmul, scan, tanh } from "dagrad";
import { expect, test } from "vitest";
import { labelsOf } from "./labels.ts";

const network = graph({ x: f32("time", 3), h: f32(2), w: f32(3, 2), u: f32(2, 2) }, ({ x, h, w, u }) => {
  const made = scan(
    { carry: { h }, over: { x }, given: { w, u } },
    ({ h, x, w, u }) => {
      const next = tanh(add(matmul(x as never, w), matmul(h, u)));
      return { h: next, all: next };
    },
    { reverse: true },
  );
  return { last: made.h, all: made.all };
});

/** The dashed arrows, from what a carry becomes to the carry. */
const carried = (source: string): string[] =>
  source.split("\n").flatMap((line) => (line.includes("next step") ? [line.trim().split(" [")[0] as string] : []));

test.each(["layers", "formula"] as const)("a loop stands open in a picture of %s, once for all of its results", (level) => {
  const source = dot(network, { level });
  expect(carried(source)).toEqual(['"scan1.tanh1" -> "scan1.h_"']);
  const labels = labelsOf(source);
  expect(labels.filter((label) => label === "tanh")).toEqual(["tanh"]);
  expect(labels).toEqual(expect.arrayContaining(["xₜ", "hₜ₋₁", "last step", "all steps"]));
  expect(labels.some((label) => label.startsWith("scan1: for each step of x, the last one first"))).toBe(true);
});

test("a layer over time is one box of layers, and its steps in a picture of the formula", () => {
  const layer = graph({ x: f32("batch", "time", 3) }, ({ x }) => ({ y: lstm(x, { units: 2 }) }));
  expect(carried(dot(layer))).toEqual([]);
  expect(carried(dot(layer, { level: "formula" })).length).toBe(2);
});

test("as it runs, a loop is one step", () => {
  expect(carried(dot(network, { level: "execution" }))).toEqual([]);
});
