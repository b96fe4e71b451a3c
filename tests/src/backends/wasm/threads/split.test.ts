import fc from "fast-check";
import { expect, test } from "vitest";
import { splitProduct } from "../../../../../src/backends/wasm/threads/split.ts";

const product = (m: number, n: number, k: number, count = 1) => ({ m, n, k, axes: count === 1 ? [] : [{ count, a: m * k, b: n * k }] });

test("a product of fewer than a million operations has one part, of a million two", () => {
  expect(splitProduct(product(50, 100, 99), 2)).toHaveLength(1);
  expect(splitProduct(product(50, 100, 100), 2)).toHaveLength(2);
  expect(splitProduct(product(50, 100, 10, 10), 2)).toHaveLength(2);
  expect(splitProduct(product(50, 100, 100), 1)).toEqual([{}]);
});

test("many columns are split by columns, few by rows", () => {
  expect(splitProduct(product(128, 128, 784), 2)).toEqual([{ columns: { from: 0, to: 64 } }, { columns: { from: 64, to: 128 } }]);
  expect(splitProduct(product(1, 801, 701), 2)).toEqual([{ columns: { from: 0, to: 408 } }, { columns: { from: 408, to: 801 } }]);
  expect(splitProduct(product(1024, 10, 128), 2)).toEqual([{ rows: { from: 0, to: 512 } }, { rows: { from: 512, to: 1024 } }]);
});

test("an operand that is gathered is split by its own rows or columns", () => {
  const scattered = [
    [
      { size: 8, stride: 1000 },
      { size: 49, stride: 7 },
    ],
    [{ size: 72, stride: 1 }],
  ] as const;
  expect(splitProduct({ ...product(392, 512, 72), a: scattered, b: scattered }, 2)).toEqual([
    { rows: { from: 0, to: 196 } },
    { rows: { from: 196, to: 392 } },
  ]);
  const plain = [[{ size: 392, stride: 72 }], [{ size: 72, stride: 1 }]] as const;
  expect(splitProduct({ ...product(392, 40, 720), a: plain, b: scattered }, 2)).toEqual([
    { columns: { from: 0, to: 24 } },
    { columns: { from: 24, to: 40 } },
  ]);
});

const size = fc.integer({ min: 1, max: 2000 });

test("parts cover rows and columns once, begin at tiles, and differ by one tile at most", () => {
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: 1, max: 8 }), (m, n, k, threads) => {
      const parts = splitProduct(product(m, n, k), threads);
      expect(parts.length).toBeGreaterThanOrEqual(1);
      expect(parts.length).toBeLessThanOrEqual(threads);
      if (parts.length === 1) return;
      const byRows = parts[0]?.rows !== undefined;
      const [total, step] = byRows ? [m, 4] : [n, 8];
      const ranges = parts.map(({ rows, columns }) => {
        expect((rows === undefined) !== (columns === undefined)).toBe(true);
        expect(rows !== undefined).toBe(byRows);
        return (rows ?? columns) as { from: number; to: number };
      });
      expect([ranges[0]?.from, ranges.at(-1)?.to]).toEqual([0, total]);
      ranges.forEach(({ from, to }, i) => {
        expect(from % step).toBe(0);
        expect(to).toBeGreaterThan(from);
        expect(from).toBe(i === 0 ? 0 : ranges[i - 1]?.to);
      });
      const tiles = ranges.map(({ from, to }) => Math.ceil((to - from) / step));
      expect(Math.max(...tiles) - Math.min(...tiles)).toBeLessThanOrEqual(1);
    }),
  );
});
