import { apply, type Graph, gradients, graph, mul, NdArray, type Op, random, standardOps, sum } from "dagrad";
import { isFloat } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { type GradientCase, gradientRows } from "../../ops/gradient-rows.ts";
import type { GraphCase } from "./random-graph.ts";

type Float = "float32" | "float64";

const as = (dtype: Float, array: NdArray): NdArray =>
  !isFloat(array.dtype)
    ? array
    : new NdArray(dtype === "float32" ? Float32Array.from(array.data) : Float64Array.from(array.data), array.shape, dtype);

/** The gradients of a weighted sum of each differentiable op, at each of the operands of tests/ops/gradient-rows.ts, by op. */
export const gradientCases = (dtype: Float): readonly (readonly [op: string, cases: readonly GraphCase[]])[] =>
  gradientRows.map(([{ name }, row]) => [name, row.map((one) => gradientCase(name, one, dtype))]);

function gradientCase(op: string, { name, inputs, attrs = {}, by }: GradientCase, dtype: Float): GraphCase {
  const feeds = Object.fromEntries(inputs.map((input, i) => [`x${i + 1}`, as(dtype, input)]));
  const network: Graph = graph(feeds, (handles, g) => {
    const y = apply(standardOps.get(op) as Op, Object.values(handles), attrs) as AnyTensor;
    return { y, loss: sum(mul(g.constant(as(y.dtype as Float, random(7).normal(0, 1, [...(y.shape as number[])]))), y)) };
  });
  const variables = inputs.flatMap((input, i) => ((by ? by.includes(i) : isFloat(input.dtype)) ? [`x${i + 1}`] : []));
  return {
    name: `gradient of ${op} of ${name} in ${dtype}`,
    graph: gradients(network, { of: "loss", with: variables }),
    feeds,
    parameters: {},
  };
}
