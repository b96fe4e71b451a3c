import { add, type Backend, cast, compile, f32, f64, graph, mul, type NdArray, random, reference, sgd, sum, trainStep, wasm } from "dagrad";
import { describe, expect, test } from "vitest";

type Float = "float32" | "float64";

/** What a step with rate 1 takes from weights of 0: the gradients, clipped by norm. One parameter for each gradient. */
function clipped(gradients: readonly (readonly [Float, readonly number[]])[], globalNorm: number, backend: Backend): number[] {
  const specs = Object.fromEntries(gradients.map(([dtype, { length }], i) => [`a${i}`, (dtype === "float32" ? f32 : f64)(length)]));
  const network = graph(specs, (inputs, g) => {
    const losses = Object.values(inputs).map((a, i) =>
      cast(sum(mul(a, g.parameter(`w${i}`, a.shape as number[], { init: "zeros", dtype: a.dtype as Float }))), { dtype: "float64" }),
    );
    return { loss: losses.reduce((a, b) => add(a, b)) };
  });
  const step = trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1 }), clip: { globalNorm } });
  const program = compile(step, { backend });
  program.run(Object.fromEntries(gradients.map(([, values], i) => [`a${i}`, [...values]])) as never);
  const parameters = program.parameters as Record<string, NdArray>;
  return gradients.flatMap((_, i) => Array.from(parameters[`w${i}`]?.data ?? [], (w) => 0 - w));
}

/** The same in plain numbers: with Math.hypot, which does not overflow. */
function expected(gradients: readonly (readonly number[])[], globalNorm: number): number[] {
  const norm = Math.hypot(...gradients.flat());
  return gradients.flat().map((dw) => (norm > globalNorm ? (dw / norm) * globalNorm : dw));
}

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;

describe.each([
  ["reference", reference],
  ["engine", wasm()],
] as const)("clip: { globalNorm } on the %s", (_, backend) => {
  const sizes = [1e-45, 1e-40, 1e-38, 1e-30, 1e-23, 1e-19, 1e-10, 1, 1e10, 1e18, 1e19, 1.9e19, 1e20, 1e30, 1e38];
  test.each(sizes.flatMap((size) => [1e-30, 1e-3, 1, 1e25].map((bound) => ({ size, bound }))))(
    "float32 gradients near $size get the right direction and norm for $bound, within 4 ulps",
    ({ size, bound }) => {
      const a = [size, -2 * size, 0, 0.5 * size, 3 * size].map(Math.fround);
      const b = [Math.fround(0.25 * size)];
      const got = clipped(
        [
          ["float32", a],
          ["float32", b],
        ],
        bound,
        backend,
      );
      const want = expected([a, b], bound);
      for (const [i, value] of want.entries())
        expect(Math.abs((got[i] as number) - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -22, 2 ** -149));
    },
  );

  test.each([1e-300, 1e-160, 1e-30, 1, 1e154, 1e200, 1e307])("float64 gradients near %d do, within 1e-15", (size) => {
    const a = [size, -2 * size, 0, 0.5 * size, 3 * size];
    const got = clipped([["float64", a]], 1e-3, backend);
    for (const [i, value] of expected([a], 1e-3).entries())
      expect(Math.abs((got[i] as number) - value)).toBeLessThanOrEqual(1e-15 * Math.abs(value));
  });

  test("gradients of both dtypes share one norm: (1e200 in float64, 1e30 in float32) is all float64's", () => {
    expect(
      clipped(
        [
          ["float32", [1e30]],
          ["float64", [1e200]],
        ],
        1,
        backend,
      ),
    ).toEqual([0, 1]);
    const [a, b] = clipped(
      [
        ["float32", [3]],
        ["float64", [4]],
      ],
      1,
      backend,
    ) as [number, number];
    expect(a).toBeCloseTo(0.6, 6);
    expect(b).toBeCloseTo(0.8, 15);
  });

  test("gradients of 0, of no elements, and within the norm stay as they are, bit for bit", () => {
    expect(clipped([["float32", [0, -0, 0]]], 1, backend)).toEqual([0, 0, 0]);
    expect(
      clipped(
        [
          ["float32", []],
          ["float32", [0.6, 0.7]],
        ],
        1,
        backend,
      ),
    ).toEqual([0.6, 0.7].map(Math.fround));
    expect(clipped([["float32", []]], 1, backend)).toEqual([]);
    expect(clipped([["float32", [0.1, 3e38]]], infinity, backend)).toEqual([0.1, 3e38].map(Math.fround));
  });

  test("NaN or an infinity in one element makes all NaN: the norm has no direction", () => {
    for (const bad of [nan, infinity, -infinity])
      expect(
        clipped(
          [
            ["float32", [1, bad]],
            ["float64", [2]],
          ],
          1,
          backend,
        ),
      ).toEqual([nan, nan, nan]);
  });

  test("where no square overflows the result is dw times c ÷ ‖dw‖ rounded to float32, as ever, bit for bit", () => {
    const a = Array.from(random(3).normal(0, 40, [2]).data, Math.fround);
    const squares = Math.fround(Math.fround((a[0] as number) ** 2) + Math.fround((a[1] as number) ** 2));
    const scale = Math.fround(1.5 / Math.sqrt(squares));
    expect(clipped([["float32", a]], 1.5, backend)).toEqual(a.map((dw) => Math.fround(dw * scale)));
  });
});
