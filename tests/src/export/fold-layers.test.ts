import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { dot } from "../../../src/export/dot.ts";
import { findRuns } from "../../../src/export/drawing/fold-layers.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf } from "./labels.ts";
import { blocks, deep } from "./networks.ts";

const runs = (net: Graph) =>
  findRuns(net, (id) => id.startsWith("dense")).map(
    ({ copies }) => `${copies.length} of ${copies[0]?.filter((id) => !id.includes(".")).join(", ")}`,
  );

const stack = (step: (h: Tensor, i: number) => Tensor, count: number): Graph =>
  graph({ x: f32("batch", 8) }, ({ x }) => {
    let h: Tensor = x;
    for (let i = 0; i < count; i++) h = step(h, i);
    return { y: h };
  });

describe("runs of equal layers", () => {
  test("start at a layer and take what follows it in", () => {
    expect(runs(deep)).toEqual(["46 of dense2, relu2"]);
    expect(labelsOf(dot(deep))).toEqual(
      expect.arrayContaining(["48 layers · 193 nodes · 3.23 M parameters", "× 46 layers 2 … 47", "Dense k", "65,792 parameters each"]),
    );
  });

  test("may be blocks with a shortcut around them", () => {
    expect(runs(blocks)).toEqual(["12 of dense1, relu1, dense2, add1"]);
    expect(labelsOf(dot(blocks))).toEqual(expect.arrayContaining(["× 12 layers 2 … 25", "Dense k", "Dense k+1"]));
  });

  test("begin at three", () => {
    const layer = (h: Tensor): Tensor => op.relu(op.dense(h, { units: 8 }));
    expect(runs(stack(layer, 2))).toEqual([]);
    expect(runs(stack(layer, 3))).toEqual(["3 of dense1, relu1"]);
  });

  test("end where shapes, ops, attributes or numbers differ", () => {
    expect(runs(stack((h, i) => op.relu(op.dense(h, { units: i < 4 ? 8 : 16 })), 10))).toEqual([
      "4 of dense1, relu1",
      "5 of dense6, relu6",
    ]);
    expect(runs(stack((h, i) => (i === 3 ? op.sigmoid(h) : op.relu(op.dense(h, { units: 8 }))), 7))).toEqual([
      "3 of dense1, relu1",
      "3 of dense4, relu4",
    ]);
    expect(runs(stack((h, i) => op.mul(h, i), 6))).toEqual([]);
  });

  test("keep outputs inside them in sight, but for the last", () => {
    const net = graph({ x: f32(8) }, ({ x }) => {
      const layers: Tensor[] = [];
      for (let i = 0; i < 9; i++) layers.push(op.exp(layers.at(-1) ?? x));
      return { fifth: layers[4] as Tensor, last: layers[8] as Tensor };
    });
    expect(runs(net)).toEqual(["5 of exp1", "4 of exp6"]);
    const arrows = [...dot(net).matchAll(/"(\w+)" -> "([\w ]+)"/g)].map(([, from, to]) => `${from} → ${to}`);
    expect(arrows.toSorted()).toEqual(["exp1 → exp6", "exp1 → output fifth", "exp6 → output last", "x → exp1"]);
  });

  test("are found in 20,000 layers without recursion", () => {
    expect(runs(stack((h) => op.exp(op.sin(h)), 10_000))).toEqual(["10000 of sin1, exp1"]);
  });
});
