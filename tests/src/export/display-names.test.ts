import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32 } from "../../../graph/input.ts";
import { leafNames, showName, splitName } from "../../../src/export/display-names.ts";
import { op } from "../../graph/untyped-ops.ts";

const shown = (net: Parameters<typeof leafNames>[0]) => Object.fromEntries([...leafNames(net)].map(([id, name]) => [id, showName(name)]));

describe("display names", () => {
  test("of layers' own parameters are their initials, numbered by layer, whatever the layer is called", () => {
    const net = graph({ X: f32(2) }, ({ X }) => ({
      y: op.dense(op.dense(op.dense(X, { units: 3 }), { units: 3, name: "logits" }), { units: 1 }),
    }));
    expect(shown(net)).toEqual({
      X: "X",
      "dense1.weights": "w₁",
      "dense1.biases": "b₁",
      "logits.weights": "w₂",
      "logits.biases": "b₂",
      "dense2.weights": "w₃",
      "dense2.biases": "b₃",
    });
  });

  test("of the user's own keep their names, with trailing digits below", () => {
    const net = graph({ x: f32(2), y_true: f32(2), x12: f32(2) }, ({ x }, g) => {
      const parameters = ["w1", "gain", "block.w2"].map((name) => g.parameter(name, [2]));
      return { y: parameters.reduce((sum, parameter) => op.add(sum, parameter), op.mul(x, g.constant([1, 2]))) };
    });
    expect(shown(net)).toEqual({ x: "x", y_true: "y_true", x12: "x₁₂", w1: "w₁", gain: "gain", "block.w2": "block.w₂", constant1: "c" });
  });

  test("never give two leaves one name: the user's goes first", () => {
    const net = graph({ x: f32(2), x1: f32(2), x_1: f32(2) }, ({ x, x1, x_1 }, g) => {
      const scale = g.parameter("norm.scale", [2]);
      const shift = g.parameter("norm.shift", [2]);
      const sum = op.add(op.mul(op.add(op.add(x, x1), x_1), scale), shift, { name: "norm" });
      return { y: op.mul(op.dense(sum, { units: 2 }), g.parameter("w2", [2])) };
    });
    const names = Object.values(shown(net));
    expect(new Set(names).size).toBe(names.length);
    expect(shown(net)).toMatchObject({
      x1: "x₁",
      x_1: "x_1",
      "norm.scale": "s₁",
      "norm.shift": "shift₁",
      w2: "w₂",
      "dense1.weights": "weights₂",
    });
  });

  test("split where a reader would", () => {
    const cases = ["x", "w1", "w_1", "conv2d", "y_true", "my_long_name", "λ3", "a.b4", "1"];
    expect(cases.map((name) => Object.values(splitName(name)).join("|"))).toEqual([
      "x|",
      "w|1",
      "w|1",
      "conv2d|",
      "y|true",
      "my_long_name|",
      "λ|3",
      "a.b|4",
      "1|",
    ]);
  });
});
