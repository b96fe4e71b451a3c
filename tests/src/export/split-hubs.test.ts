import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { dot } from "../../../src/export/dot.ts";
import { svg } from "../../../src/render/index.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf } from "./labels.ts";
import { branches } from "./networks.ts";

/** Each layer reads all before it. */
const dense = (count: number): Graph =>
  graph({ X: f32("batch", 4) }, ({ X }) => {
    const layers: Tensor[] = [X];
    for (let i = 0; i < count; i++) layers.push(op.relu(op.dense(layers.length === 1 ? X : op.concat(layers, { axis: 1 }), { units: 4 })));
    return { y: layers.at(-1) as Tensor };
  });

const arrowsFrom = (text: string, id: string): number => text.split(`\n  "${id}" -> `).length - 1;

describe("what many boxes read", () => {
  test("is drawn again beside each where they are more than 16, and the heading says so", () => {
    const few = dot(branches(16));
    expect(arrowsFrom(few, "x")).toBe(16);
    expect(few).not.toContain("drawn again");
    const many = dot(branches(17));
    expect(arrowsFrom(many, "x")).toBe(1);
    expect(many.match(/"x for \w+" -> /g)?.length).toBe(16);
    expect(labelsOf(many)).toContain("x: drawn again beside each user");
  });

  test("is told by its id in a dashed box where it is no leaf", () => {
    const heads = graph({ X: f32("batch", 4) }, ({ X }) => {
      const h = op.relu(op.dense(X, { units: 4 }));
      return { y: op.concat(Array.from({ length: 20 }, (_, i) => op.mul(h, i))) };
    });
    expect(dot(heads)).toMatch(/"relu1 for mul2" \[class="function", label="relu1",.* style="filled,rounded,dashed"/);
  });

  // Each took Graphviz longer than its limit of ten seconds.
  test.each([
    ["120 branches, multiplied one by one", branches(120), "layers"],
    ["120 branches, multiplied one by one", branches(120), "formula"],
    ["30 layers that read all before them", dense(30), "layers"],
    ["30 layers that read all before them", dense(30), "formula"],
  ] as const)("%s are laid out at level %s", async (_, net, level) => {
    expect(await svg(net, { level })).toContain("<svg");
  });
});
