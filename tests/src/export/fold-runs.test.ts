import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { dot } from "../../../src/export/dot.ts";
import { op } from "../../graph/untyped-ops.ts";
import { labelsOf } from "./labels.ts";
import { blocks, chapter5, deep } from "./networks.ts";

const formula = (net: Graph): string => dot(net, { level: "formula" });
const arrows = (text: string): string[] =>
  [...text.matchAll(/^ {2}"([^"]+)" -> "([^"]+)" \[(?!style="invis")/gm)].map(([, from, to]) => `${from} → ${to}`);

describe("the formula level draws equal layers once", () => {
  test("under the names of the first copy, and what follows under its own", () => {
    const labels = labelsOf(formula(deep));
    expect(labels).toEqual(
      expect.arrayContaining([
        "48 layers · 193 nodes · 3.23 M parameters",
        "× 46 layers 2 … 47",
        "w₂",
        "z₂ = a₁ w₂ + b₂",
        "w₄₈",
        "z₄₈ = a₄₇ w₄₈ + b₄₈",
      ]),
    );
    for (const left of ["w₃", "b₄₇", "Dense 3"]) expect(labels).not.toContain(left);
  });

  test("and joins what comes before and after: what leaves the last copy leaves the first", () => {
    expect(arrows(formula(deep)).filter((arrow) => /relu|dense48/.test(arrow))).toEqual([
      "dense1 → relu1",
      "relu1 → dense2.matmul1",
      "dense2 → relu2",
      "relu2 → dense48.matmul1",
      "dense48.weights → dense48.matmul1",
      "dense48.matmul1 → dense48",
      "dense48.biases → dense48",
      "dense48 → softmax1.exp1",
    ]);
  });

  test("inside a scope that holds them all, and around the boxes that one copy holds", () => {
    const text = formula(blocks);
    expect(text).toMatch(/^ {2}subgraph "cluster_scope Body" \{\n[^\n]*\n {4}subgraph "cluster_repeat 0" \{/m);
    expect(formula(deep)).toMatch(/^ {2}subgraph "cluster_repeat 0" \{[^}]*^ {4}subgraph "cluster_node dense2" \{/ms);
    expect(labelsOf(text)).toEqual(expect.arrayContaining(["× 12 layers 2 … 25", "w₂", "w₃", "w₂₆"]));
  });

  test("with every box that an arrow names, and none that nothing reads", () => {
    const halved = graph({ x: f32(8) }, ({ x }) => {
      let h: Tensor = x;
      for (let i = 0; i < 5; i++) h = op.relu(op.dense(op.mul(h, 0.5), { units: 8 }));
      return { y: h, again: h };
    });
    for (const net of [deep, blocks, halved]) {
      const text = formula(net);
      const ends = new Set(arrows(text).flatMap((arrow) => arrow.split(" → ")));
      const boxes = [...text.matchAll(/^ +"([^"]+)" \[class="(?!input", label="", )/gm)].map(([, id]) => id as string);
      expect(new Set(boxes.filter((id) => !id.startsWith("pad ")))).toEqual(ends);
    }
  });

  test("and leaves pictures as they are where nothing repeats", () => {
    expect(formula(chapter5)).not.toContain("repeat");
  });

  test("2,500 layers take as many boxes as 48", () => {
    const tower = graph({ x: f32("batch", 8) }, ({ x }) => {
      let h: Tensor = x;
      for (let i = 0; i < 2500; i++) h = op.relu(op.dense(h, { units: 8 }));
      return { y: h };
    });
    expect(arrows(formula(tower)).length).toBe(6);
  });
});
