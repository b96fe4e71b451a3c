import {
  type AnyTensor,
  abs,
  add,
  type Backend,
  clip,
  compile,
  cos,
  crossentropy,
  div,
  equal,
  exp,
  f32,
  f64,
  type Graph,
  gradients,
  graph,
  i32,
  l2,
  log,
  matmul,
  max,
  maximum,
  meanSquaredError,
  minimum,
  mul,
  type NdArray,
  neg,
  pow,
  reference,
  relu,
  sigmoid,
  sin,
  softmax,
  sqrt,
  step,
  sub,
  sum,
  type Tensor,
  tanh,
  wasm,
  where,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { extend } from "../../../graph/extend.ts";

/*
 * A cotangent that is exactly 0 stays 0, whatever it is multiplied with. All expected slopes are mathematics: of the branch that is taken,
 * of the bound that holds, of the factor that is 0.
 */

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
type Vector = Tensor<readonly [5], "float32", never>;
type Build = (x: Vector) => Tensor;

const gradientOf = (network: Graph, x: readonly number[], name: string, backend: Backend): NdArray =>
  (compile(network, { backend }).run({ x: [...x] }) as Record<string, NdArray>)[name] as NdArray;

/** ∂ Σ y ÷ ∂x. Five elements: four fit in one register, the fifth goes through the loop over single elements. */
function slopes(build: Build, x: readonly number[], backend: Backend, float: typeof f32 | typeof f64): number[] {
  const network = graph({ x: float(x.length) }, ({ x }) => ({ y: sum(build(x as unknown as Vector)) }));
  return Array.from(gradientOf(gradients(network, { of: "y", with: ["x"] }), x, "d.x", backend).data);
}

const positive = (x: Vector): Tensor<readonly [5], "bool", never> => equal(step(x), 1);
const finite = (x: Vector): Tensor<readonly [5], "bool", never> => equal(sub(x, x), 0) as Tensor<readonly [5], "bool", never>;
/** x where it is finite, else what f makes of it, times 0. */
const elsewhere =
  (f: (x: Vector) => Vector): Build =>
  (x) =>
    where(finite(x), x, mul(0, f(x)));

const cases: readonly (readonly [string, Build, readonly number[], readonly number[]])[] = [
  // The branch that `where` did not take.
  ["where: sqrt of a negative", (x) => where(positive(x), sqrt(x), x), [-1, -4, 0, 1, 4], [1, 1, 1, 0.5, 0.25]],
  ["where: log of 0 and below", (x) => where(positive(x), log(x), x), [0, -1, -0, 2, 4], [1, 1, 1, 0.5, 0.25]],
  ["where: 1 ÷ 0", (x) => where(equal(x, 0), x, div(1, x)), [0, -0, 2, -2, 0], [1, 1, -0.25, -0.25, 1]],
  ["where: 0 ÷ 0", (x) => where(equal(x, 0), 1, div(sin(x), x)) as Tensor, [0, -0, 0, 0, 0], [0, 0, 0, 0, 0]],
  ["where: exp that overflows", (x) => where(positive(x), x, exp(x)), [1000, 90, 0, 800, 1e30], [1, 1, 1, 1, 1]],
  ["where: softplus written out", (x) => where(positive(x), x, log(add(1, exp(x)))), [200, 1000, 0, 90, 800], [1, 1, 0.5, 1, 1]],
  ["where: a power of a negative", (x) => where(positive(x), pow(x, 0.5), x), [-4, 4, 0, 1, -1], [1, 0.25, 1, 0.5, 1]],
  ["where: a power of 0", (x) => where(equal(x, 0), x, pow(x, -1)), [0, 1, -1, 2, -0], [1, -1, -1, -0.25, 1]],
  ["where: an exponent of 0", (x) => where(positive(x), pow(0, x), x) as Tensor, [-1, -2, 1, 2, 3], [1, 1, 0, 0, 0]],
  // Functions at ±Infinity and NaN.
  ...Object.entries({ abs, cos, exp, log, sigmoid, sin, sqrt, tanh, neg, relu }).map(
    ([name, f]) => [`${name} of NaN and Infinity`, elsewhere(f as never), [nan, infinity, -infinity, 1, 2], [0, 0, 0, 1, 1]] as const,
  ),
  ["softmax of −Infinity", elsewhere(softmax), [-infinity, -infinity, -infinity, -infinity, -infinity], [0, 0, 0, 0, 0]],
  ["l2 of NaN", (x) => add(mul(0, l2(x, { lambda: 1 })), mul(2, x)), [nan, infinity, 1, 2, 3], [2, 2, 2, 2, 2]],
  ["max of NaN", (x) => add(mul(0, max(x)), mul(2, x)), [nan, infinity, 1, 2, 3], [2, 2, 2, 2, 2]],
  // A bound that holds.
  ["clip holds a root at its lower bound", (x) => clip(sqrt(x), { min: 1e-3, max: 1 }), [0, 0.25, -0, 4, 0], [0, 1, 0, 0, 0]],
  ["clip holds a logarithm at both bounds", (x) => clip(log(x), { min: -1, max: 1 }), [0, 1, 2, infinity, 0], [0, 1, 0.5, 0, 0]],
  ["maximum holds a logarithm", (x) => maximum(log(x), -9), [0, 1, 0.5, 2, 0], [0, 1, 2, 0.5, 0]],
  ["maximum with the bound first", (x) => maximum(-9, log(x)), [0, 1, 0.5, 2, 0], [0, 1, 2, 0.5, 0]],
  ["minimum holds an exponential", (x) => minimum(exp(x), 8), [1000, 0, 90, 800, 3], [0, 1, 0, 0, 0]],
  ["minimum holds a quotient", (x) => minimum(div(1, x), 8), [0, 1, 2, 0, 0], [0, -1, -0.25, 0, 0]],
  ["relu holds a quotient", (x) => relu(div(-1, x)), [0, 1, 2, -1, 0], [0, 0, 0, 1, 0]],
  ["the norm at 0, below its clamp", (x) => div(x, maximum(sqrt(sum(mul(x, x))), 0.5)), [0, 0, 0, 0, 0], [2, 2, 2, 2, 2]],
  ["the norm at 0, clipped", (x) => div(x, clip(sqrt(sum(pow(x, 2))), { min: 0.5, max: infinity })), [0, 0, 0, 0, 0], [2, 2, 2, 2, 2]],
  // A factor of 0.
  ["0 times a root", (x) => mul(0, sqrt(x)), [0, -1, 4, 0, nan], [0, 0, 0, 0, 0]],
  ["a mask times a logarithm", (x) => mul(step(x), log(x)), [0, -1, 1, 2, 4], [0, 0, 1, 0.5, 0.25]],
  ["x √x at 0", (x) => mul(x, sqrt(x)), [0, 1, 4, 9, 0], [0, 1.5, 3, 4.5, 0]],
  ["x² ÷ x, cut off at 0", (x) => mul(step(x), div(mul(x, x), x)), [0, 1, 2, 3, 0], [0, 1, 1, 1, 0]],
];

describe.each([
  ["reference", reference],
  ["engine", wasm()],
] as const)("on the %s", (_, backend) => {
  describe.each([
    ["float32", f32],
    ["float64", f64],
  ] as const)("in %s", (__, float) => {
    test.each(cases)("a slope is finite: %s", (___, build, x, want) => {
      const got = slopes(build, float === f64 ? x.map((v) => (v === 90 ? 800 : v)) : x, backend, float);
      for (const [i, slope] of want.entries()) expect(got[i]).toBeCloseTo(slope, 5);
    });

    test("a NaN that is asked for stays, and so does Infinity · 0", () => {
      expect(slopes((x) => mul(x, sub(x, x)), [infinity, nan, 1, 2, 3], backend, float)).toEqual([nan, nan, 0, 0, 0]);
      expect(slopes((x) => sqrt(mul(0, x)), [1, 2, 3, 4, 5], backend, float)).toEqual([nan, nan, nan, nan, nan]);
      expect(slopes((x) => sqrt(x), [0, 4, 1, 0.25, -1], backend, float)).toEqual([infinity, 0.25, 0.5, 1, nan]);
    });
  });

  test("a row of the batch that `where` leaves out leaves no trace in losses one by one, whatever it holds", () => {
    const network = graph({ p: f32(3, 2), y: i32(3), t: f32(3, 2) }, ({ p, y, t }, g) => {
      const kept = g.constant([true, false, true], { dtype: "bool" });
      const losses: AnyTensor[] = [crossentropy(p, y, { reduction: "none" }), meanSquaredError(p, t, { reduction: "none" })];
      return { loss: losses.map((loss) => sum(where(kept, loss, 0) as Tensor<[], "float32">)).reduce((a, b) => add(a, b)) };
    });
    const feeds = {
      p: [
        [0.5, 0.5],
        [nan, infinity],
        [0.25, 0.75],
      ],
      y: [0, 0, 1],
      t: [
        [0.5, 0.5],
        [0, 0],
        [0.25, 0.75],
      ],
    };
    const { "d.p": dp } = compile(gradients(network, { of: "loss", with: ["p"] }), { backend }).run(feeds) as { "d.p": NdArray };
    const want = [-2, 0, 0, 0, 0, -4 / 3];
    for (const [i, slope] of want.entries()) expect(dp.data[i]).toBeCloseTo(slope, 6);
  });

  test("a matrix product is left out of the rule: where must take a NaN out of x before it, not after", () => {
    const slopeOf = (before: boolean): NdArray => {
      const network = graph({ x: f32(2, 1) }, ({ x }, g) => {
        const w = g.parameter("w", [1, 1], { init: "zeros" });
        const kept = g.constant([[true], [false]], { dtype: "bool" });
        return { loss: sum(before ? matmul(where(kept, x, 0), w) : where(kept, matmul(x, w), 0)) };
      });
      return compile(gradients(network, { of: "loss" }), { backend }).run({ x: [[3], [nan]] })["d.w"] as NdArray;
    };
    expect(slopeOf(true).item()).toBe(3);
    expect(slopeOf(false).item()).toBeNaN();
  });

  test("second slopes are finite, too: of √x, 1 ÷ x and log x where they are taken, 0 where they are not", () => {
    for (const [f, second] of [
      [sqrt, (x: number) => -0.25 * x ** -1.5],
      [log, (x: number) => -1 / x ** 2],
      [(x: AnyTensor) => div(1, x), (x: number) => 2 / x ** 3],
      [(x: AnyTensor) => pow(x, 0.5), (x: number) => -0.25 * x ** -1.5],
    ] as const) {
      const network = graph({ x: f64(5) }, ({ x }) => ({ y: sum(where(equal(step(x), 1), f(x as never) as typeof x, x)) }));
      const first = gradients(network, { of: "y", with: ["x"] });
      const total = extend(first, (node) => ({ total: sum(node(first.outputs["d.x"] as string) as Tensor) }));
      const summed = gradients(total, { of: "total", with: ["x"] });
      const x = [-1, 0, 1, 4, -0];
      const got = gradientOf(summed, x, "d2.x", backend).data;
      for (const [i, value] of x.entries()) expect(got[i]).toBeCloseTo(value > 0 ? second(value) : 0, 12);
    }
  });
});
