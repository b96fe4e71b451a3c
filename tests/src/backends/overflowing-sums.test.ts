import { compile, f32, f64, graph, matmul, mean, random, reference, sum, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../../src/backends/backend.ts";

/*
 * What docs/engine.md says of NaN and infinities in sums.
 */

const largest = { float32: 3.4e38, float64: 1.79e308 };

const kindOf = (x: number): string => (Number.isFinite(x) ? "finite" : String(x));
const kinds = (data: ArrayLike<number>): string[] => Array.from(data, kindOf);

/** Sums, means and products of x, and of its halves as a product. */
function computed(x: Float64Array, n: number, dtype: "float32" | "float64", backend: Backend) {
  const input = dtype === "float32" ? f32 : f64;
  const one = graph({ x: input(4, n), a: input(2, n), b: input(n, 2) }, ({ x, a, b }) => ({
    all: sum(x),
    rows: sum(x, { axis: 1 }),
    columns: sum(x, { axis: 0 }),
    middle: mean(x),
    product: matmul(a, b),
  }));
  const as = (part: Float64Array) => (dtype === "float32" ? Float32Array.from(part) : part);
  const feeds = { x: as(x), a: as(x.subarray(0, 2 * n)), b: as(x.subarray(2 * n)) };
  return Object.fromEntries(Object.entries(compile(one, { backend }).run(feeds as never)).map(([name, { data }]) => [name, kinds(data)]));
}

describe.each(["float32", "float64"] as const)("%s: the engine has NaN and infinities where the reference has them", (dtype) => {
  it.each([3, 8, 20, 100])("where Σ|x| over the finite elements is below the largest number: 50 draws of 4 × %s", (n) => {
    const source = random(n);
    for (let draw = 0; draw < 50; draw++) {
      const x = Float64Array.from({ length: 4 * n }, () => {
        const chance = source.uniform(0, 1);
        if (chance < 0.02) return Number.NaN;
        if (chance < 0.06) return chance < 0.04 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
        // Products of two of them, and sums of 4 n, stay below it.
        return source.uniform(-1, 1) * Math.sqrt(largest[dtype] / (4 * n));
      });
      expect(computed(x, n, dtype, wasm())).toEqual(computed(x, n, dtype, reference));
    }
  });

  it.each([3, 8, 20, 100])("where all elements have one sign: 50 draws of 4 × %s, sums from a half to 30 times the largest number", (n) => {
    const source = random(n);
    for (let draw = 0; draw < 50; draw++) {
      // Far enough from the largest number that roundings do not decide.
      const scale = draw % 2 === 0 ? 0.9 / (4 * n) : Math.min(1, 30 / n);
      const x = Float64Array.from({ length: 4 * n }, () => source.uniform(0.8, 1) * scale * largest[dtype]);
      const { all, rows, middle } = computed(x, n, dtype, wasm());
      const oracle = computed(x, n, dtype, reference);
      expect({ all, rows, middle }).toEqual({ all: oracle.all, rows: oracle.rows, middle: oracle.middle });
    }
  });
});

it("float32 [3e38, 3e38, −3e38, −3e38]: the reference adds from left to right, to Infinity as NumPy 2.4 does; its product with ones is 0", () => {
  const one = graph({ x: f32(1, 4), ones: f32(4, 1) }, ({ x, ones }) => ({ total: sum(x), product: matmul(x, ones) }));
  const { total, product } = compile(one, { backend: reference }).run({ x: [[3e38, 3e38, -3e38, -3e38]], ones: [[1], [1], [1], [1]] });
  expect([total.item(), ...product.data]).toEqual([Number.POSITIVE_INFINITY, 0]);
});
