import {
  applyScaling,
  array,
  compile,
  dense,
  dot,
  f32,
  f64,
  type Graph,
  graph,
  latex,
  minMaxScaling,
  parse,
  reference,
  standardize,
  standardScaling,
  text,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { thrown } from "../graph/thrown.ts";

const data = array([
  [1, 10, 5],
  [2, 30, 5],
  [4, 20, 5],
]);
const run = (scaling: Parameters<typeof standardize>[1]) =>
  compile(
    graph({ X: f64("batch", 3) }, ({ X }) => ({ y: standardize(X, scaling) })),
    { backend: reference },
  ).run({ X: data }).y;

describe("standardize(x, { offset, scale })", () => {
  it("is applyScaling of the scaling, bit for bit in float64, a column of equal values with it", () => {
    expect(run(standardScaling(data))).toEqual(applyScaling(data, standardScaling(data)));
    expect(run(minMaxScaling(data, { low: -1 }))).toEqual(applyScaling(data, minMaxScaling(data, { low: -1 })));
    // NumPy: (x - x.mean(0)) / np.where(x.std(0) == 0, 1, x.std(0)), to 8 places.
    expect(run(standardScaling(data)).tolist()).toEqual([
      [expect.closeTo(-1.06904497, 8), expect.closeTo(-1.22474487, 8), 0],
      [expect.closeTo(-0.26726124, 8), expect.closeTo(1.22474487, 8), 0],
      [expect.closeTo(1.33630621, 8), 0, 0],
    ]);
  });

  it("takes lists, typed arrays and one number for all; a scale of 0 counts as 1", () => {
    const expected = run({ offset: array([1, 2, 3]), scale: array([2, 1, 4]) });
    expect(run({ offset: [1, 2, 3], scale: [2, 0, 4] })).toEqual(expected);
    expect(run({ offset: new Float64Array([1, 2, 3]), scale: new Float32Array([2, 1, 4]) })).toEqual(expected);
    expect(run({ offset: 1, scale: 2 })).toEqual(run({ offset: [1, 1, 1], scale: [2, 2, 2] }));
  });

  it("is part of the graph: its numbers are read back from JSON", () => {
    const network = graph({ X: f32("batch", 3) }, ({ X }) => ({
      y: dense(standardize(X, { ...standardScaling(data), name: "scaled" }), { units: 2 }),
    }));
    const { mean, deviation } = { mean: [7 / 3, 20, 5], deviation: standardScaling(data).scale.tolist() };
    expect(network.nodes.scaled?.attrs).toEqual({ offset: mean, scale: deviation });
    const X = array(data.tolist(), "float32");
    const read = parse(JSON.parse(JSON.stringify(network))) as Graph<any, any>;
    expect(compile(read).run({ X }).y).toEqual(compile(network).run({ X }).y);
  });

  it("is written with μ and σ, one pair for all with its numbers", () => {
    const network = graph({ X: f32("batch", 2), z: f32("batch") }, ({ X, z }) => ({
      y: dense(standardize(X, { offset: [-1.2, 2], scale: [1, 2e-9] }), { units: 1 }),
      one: standardize(z, { offset: -1.23456, scale: 2e-9 }),
    }));
    expect(text(network, "y")).toBe("((X − μ) ÷ σ) w₁ + b₁");
    expect(text(network, "one")).toBe("(z − (−1.23456)) ÷ 2e-9");
    expect(latex(network, "y")).toContain("\\frac{X - \\mu}{\\sigma}");
    expect(latex(network, "one")).toContain("\\frac{z - \\left(-1.23456\\right)}{2 \\cdot 10^{-9}}");
    expect(dot(network, { level: "layers" })).toContain("(x − μ) ÷ σ");
  });

  it("refuses what does not fit", () => {
    const build = (scaling: unknown) => thrown(() => graph({ X: f32("batch", 3) }, ({ X }) => ({ y: standardize(X, scaling as never) })));
    expect(
      [
        undefined,
        { mean: 1, deviation: 2 },
        { offset: [1, 2, 3] },
        { offset: [1, 2, 3], scale: [1, 2] },
        { offset: [1, 2], scale: [1, 2] },
        { offset: [1, 2, Number.NaN], scale: [1, 2, 3] },
        { offset: [1, 2, 3], scale: [1, 2, 1e-60] },
        { offset: [1, 2, 3], scale: "1" },
        { offset: [], scale: [] },
      ]
        .map(build)
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError scaling
      standardize: offset must be numbers, one for each feature, got nothing; pass standardScaling(x)
      OpError bad-option
      standardize: options must be some of { offset, scale, name }, got "mean"; leave it out
      OpError scaling
      standardize: scale must be numbers, one for each feature, got nothing; pass standardScaling(x)
      OpError scaling at standardize1
      standardize: offset and scale must be equally many, got 3 and 2 (node "standardize1"); give both of standardScaling(x)
      OpError features at standardize1
      standardize: x must have 2 features along its last axis, as offset and scale have, got float32[batch, 3] (node "standardize1"); give the scaling of such data
      OpError scaling at standardize1
      standardize: offset and scale must be finite in float32, and no scale 0, got NaN (node "standardize1"); give both of standardScaling(x)
      OpError scaling at standardize1
      standardize: offset and scale must be finite in float32, and no scale 0, got 1e-60 (node "standardize1"); give both of standardScaling(x)
      OpError scaling
      standardize: scale must be numbers, one for each feature, got "1"; pass standardScaling(x)
      OpError scaling
      standardize: offset must be numbers, one for each feature, got []; pass standardScaling(x)"
    `);
  });
});
