import { cast, check, crossentropy, dense, f32, type Graph, graph, i32, mean, mul, oneHot, print, softmax, sum } from "dagrad";
import { describe, expect, it } from "vitest";
import { widen } from "../../../src/passes/widen.ts";

describe("widen", () => {
  it("makes every float32 a float64, attributes too, and leaves the other dtypes", () => {
    const network = graph({ X: f32("batch", 2), y: i32("batch") }, ({ X, y }) => {
      const hot = oneHot(y, { depth: 3 });
      const p = softmax(dense(X, { units: 3 }));
      return { loss: crossentropy(p, y), agreement: sum(mul(p, hot)), whole: cast(mean(X), { dtype: "int32" }) };
    });
    const wide = widen(network as Graph);
    check(wide);
    expect(print(wide)).toMatchInlineSnapshot(`
      "X = input : float64[batch, 2]
      y = input : int32[batch]
      oneHot1 = oneHot(y) {axis: 1, depth: 3, dtype: "float64"} : float64[batch, 3]
      dense1.weights = parameter randn(0.01) : float64[2, 3]
      dense1.biases = parameter zeros : float64[3]
      dense1 = dense(X, dense1.weights, dense1.biases) : float64[batch, 3]
      softmax1 = softmax(dense1) {axis: 1} : float64[batch, 3]
      crossentropy1 = crossentropy(softmax1, y) {reduction: "mean"} : float64[]
      mul1 = mul(softmax1, oneHot1) : float64[batch, 3]
      sum1 = sum(mul1) {axis: [0, 1], keepdims: false} : float64[]
      mean1 = mean(X) {axis: [0, 1], keepdims: false} : float64[]
      cast1 = cast(mean1) {dtype: "int32"} : int32[]
      output loss = crossentropy1
      output agreement = sum1
      output whole = cast1"
    `);
  });

  it("is the same graph where there is no float32", () => {
    const network = graph({ n: i32(3) }, ({ n }) => ({ total: sum(n) })) as Graph;
    expect(print(widen(network))).toBe(print(network));
  });
});
