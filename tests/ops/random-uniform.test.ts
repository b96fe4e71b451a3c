import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { randomUniform } from "../../ops/random/random-uniform.ts";
import { compile } from "../../src/run/compile.ts";
import { thrown } from "../graph/thrown.ts";
import { runFormula } from "./run-kernel.ts";

const draw = (count: number, options: object = {}, counter = 0): number[] =>
  Array.from(runFormula((n) => randomUniform(n, { shape: [count], ...options }), [array(counter)]).data);

describe("randomUniform(counter, shape)", () => {
  it("is uniform: of 100,000 draws mean and variance are within 4 standard errors of 1/2 and 1/12, in both dtypes", () => {
    for (const dtype of ["float32", "float64"]) {
      const numbers = draw(100_000, { dtype, seed: 7 });
      const mean = numbers.reduce((a, b) => a + b) / numbers.length;
      const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
      expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / numbers.length));
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / numbers.length));
      expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    }
  });

  it("falls into each of 64 bins as often as chance has it: χ² of 100,000 draws within 4 deviations of 63", () => {
    const bins = new Array<number>(64).fill(0);
    for (const x of draw(100_000)) bins[Math.floor(x * 64)]!++;
    const chi = bins.reduce((sum, n) => sum + (n - 100_000 / 64) ** 2 / (100_000 / 64), 0);
    expect(Math.abs(chi - 63)).toBeLessThan(4 * Math.sqrt(2 * 63));
  });

  it("gives other numbers for another counter, seed or stream: correlations of 10,000 pairs stay below 0.04", () => {
    const first = draw(10_000);
    for (const other of [draw(10_000, {}, 1), draw(10_000, { seed: 1 }), draw(10_000, { stream: 1 })]) {
      const correlation = first.reduce((sum, x, i) => sum + 12 * (x - 0.5) * ((other[i] as number) - 0.5), 0) / first.length;
      expect(Math.abs(correlation)).toBeLessThan(0.04);
    }
  });

  it("gives an element the same number whatever the rest of the shape is", () => {
    expect(draw(7)).toEqual(draw(100).slice(0, 7));
    expect(draw(7, { dtype: "float64" })).toEqual(draw(100, { dtype: "float64" }).slice(0, 7));
  });

  it("fills a shape whose dims are bound by a feed", () => {
    const noise = graph({ X: f32("batch", 2), n: f64() }, ({ X, n }) => ({ noise: randomUniform(n, { shape: X.shape }), X }));
    const { noise: numbers } = compile(noise).run({
      X: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      n: 0,
    });
    expect([numbers?.shape, Array.from(numbers?.data ?? [])]).toEqual([[3, 2], draw(6)]);
  });

  it("refuses seeds that are no 32-bit numbers, and counters that do not count", () => {
    expect(thrown(() => draw(1, { seed: -1 }))).toMatchInlineSnapshot(`
      "OpError seed at randomUniform1
      randomUniform: seed must be a whole number from 0 to 4294967295, got -1 (node "randomUniform1"); correct seed"
    `);
    expect(thrown(() => draw(1, { stream: 2 ** 32 }))).toMatchInlineSnapshot(`
      "OpError seed at randomUniform1
      randomUniform: stream must be a whole number from 0 to 4294967295, got 4294967296 (node "randomUniform1"); correct stream"
    `);
    expect(thrown(() => draw(1, { seed: 0.5 }))).toMatchInlineSnapshot(`
      "OpError bad-attribute at randomUniform1
      randomUniform: attribute seed must be a whole number, got 0.5 (node "randomUniform1"); correct it"
    `);
    expect(thrown(() => draw(1, {}, -1))).toMatchInlineSnapshot(`
      "OpError counter at randomUniform1
      randomUniform: counter must be a whole number from 0 to 9007199254740991, got -1 (node "randomUniform1"); count from 0"
    `);
    expect(thrown(() => draw(1, {}, 0.5))).toMatchInlineSnapshot(`
      "OpError counter at randomUniform1
      randomUniform: counter must be a whole number from 0 to 9007199254740991, got 0.5 (node "randomUniform1"); count from 0"
    `);
  });
});
