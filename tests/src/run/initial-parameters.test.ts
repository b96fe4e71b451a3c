import { compile, dense, f32, graph, type NdArray, random } from "dagrad";
import { describe, expect, it } from "vitest";
import type { ScaledInitializer } from "../../../graph/scaled-initializer.ts";

const initialised = (init: ScaledInitializer, shape: readonly number[], dtype: "float32" | "float64" = "float64", seed = 0): NdArray =>
  compile(
    graph({}, (_, g) => ({ w: g.parameter("w", shape, { init, dtype }) })),
    { random: random(seed) },
  ).parameters.w as NdArray;

const moments = ({ data }: NdArray): { mean: number; deviation: number; largest: number } => {
  const all: number[] = Array.from(data);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length);
  return { mean, deviation, largest: all.reduce((most, x) => Math.max(most, Math.abs(x)), 0) };
};

describe("scaled initialisers", () => {
  // The stream of random() is NumPy's, which tests/src/data shows; this is np.random.uniform(-limit, limit, shape) and scale * randn(*shape).
  it("draw uniform numbers in ±limit from the stream, element after element, to the bit", () => {
    const stream = random(0);
    const limit = Math.sqrt(6 / 7);
    expect([...initialised("glorotUniform", [3, 4]).data]).toEqual(Array.from({ length: 12 }, () => stream.uniform(-limit, limit)));
  });

  it("draw normal numbers times the deviation from the stream; in float32 both are rounded first, as in the book", () => {
    const [stream, single] = [random(0), random(0)];
    const scale = Math.sqrt(2 / 3);
    expect([...initialised("heNormal", [3, 4]).data]).toEqual(Array.from({ length: 12 }, () => scale * stream.randn()));
    expect([...initialised("heNormal", [3, 4], "float32").data]).toEqual(
      Array.from({ length: 12 }, () => Math.fround(Math.fround(scale) * Math.fround(single.randn()))),
    );
  });

  it("have mean 0 and the deviation of their law: of 30,000 within 4 standard errors", () => {
    const laws = { glorotUniform: 2 / 400, glorotNormal: 2 / 400, heUniform: 2 / 100, heNormal: 2 / 100 } as const;
    for (const [init, variance] of Object.entries(laws)) {
      const { mean, deviation, largest } = moments(initialised(init as ScaledInitializer, [100, 300], "float64", 3));
      const expected = Math.sqrt(variance);
      expect(Math.abs(mean)).toBeLessThan((4 * expected) / Math.sqrt(30_000));
      expect(Math.abs(deviation - expected)).toBeLessThan((4 * expected) / Math.sqrt(2 * 30_000));
      if (init.endsWith("Uniform")) expect(largest).toBeLessThanOrEqual(expected * Math.sqrt(3));
    }
  });

  it("start the weights of dense, and leave its biases zero", () => {
    const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ y: dense(X, { units: 3, init: "heUniform" }) }));
    const { "dense1.weights": weights, "dense1.biases": biases } = compile(network).parameters;
    const stream = random(0);
    expect([...(weights as NdArray).data]).toEqual(
      Array.from({ length: 6 }, () => Math.fround(stream.uniform(-Math.sqrt(3), Math.sqrt(3)))),
    );
    expect([...(biases as NdArray).data]).toEqual([0, 0, 0]);
  });

  it("take a parameter without elements", () => {
    expect(initialised("heNormal", [0, 3]).data.length).toBe(0);
  });
});
