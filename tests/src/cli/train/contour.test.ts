import { expect, test } from "vitest";
import { contour } from "../../../../src/cli/train/report/contour.ts";
import type { Point } from "../../../../src/page/chart/thin.ts";

const field = (side: number, of: (column: number, row: number) => number) => ({
  side,
  values: Float64Array.from({ length: side * side }, (_, i) => of(i % side, Math.floor(i / side))),
});

/** By Gauss: positive counterclockwise, with rows upwards, and so negative around a hole. */
const areaOf = (ring: readonly Point[]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] as Point;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
const total = (rings: readonly Point[][]): number => rings.reduce((sum, ring) => sum + areaOf(ring), 0);

test("a field that is above everywhere is the whole grid, one that is below nothing", () => {
  const all = contour(
    field(9, () => 1),
    0.5,
  );
  expect(all).toHaveLength(1);
  expect(areaOf(all[0] as Point[])).toBe(64);
  expect(
    contour(
      field(9, () => 0),
      0.5,
    ),
  ).toEqual([]);
});

test("corners of a plane lie on its line, to rounding, and the border closes the area", () => {
  // 0.3 x + 0.7 y ≥ 3.1 in a square of 8 × 8.
  const [ring, ...others] = contour(
    field(9, (x, y) => 0.3 * x + 0.7 * y),
    3.1,
  );
  expect(others).toEqual([]);
  const inner = (ring as Point[]).filter(([x, y]) => x > 0 && x < 8 && y > 0 && y < 8);
  expect(inner.length).toBeGreaterThan(8);
  for (const [x, y] of inner) expect(Math.abs(0.3 * x + 0.7 * y - 3.1)).toBeLessThan(1e-12);
  // The line leaves the square at x = 0, y = 31/7, and at x = 8, y = 1: above it lies a trapezoid.
  expect(areaOf(ring as Point[])).toBeCloseTo((8 * (8 - 31 / 7 + 7)) / 2, 10);
});

test("a ring has its hole: the area of a disc of radius 30 less that of radius 10, within 0.2%", () => {
  const rings = contour(
    field(101, (x, y) => 10 - Math.abs(Math.hypot(x - 50, y - 50) - 20)),
    0,
  );
  expect(rings.map((ring) => Math.sign(areaOf(ring))).sort()).toEqual([-1, 1]);
  expect(Math.abs(total(rings) / (Math.PI * 800) - 1)).toBeLessThan(0.002);
});

test("opposite corners of a square belong together where its middle is inside, and to two areas where it is not", () => {
  const saddle = (high: number) =>
    contour(
      field(2, (x, y) => (x === y ? high : 0)),
      1,
    );
  expect([saddle(1.5).length, saddle(3).length]).toEqual([2, 1]);
  // Areas of one field at rising thresholds lie inside each other.
  const waves = field(60, (x, y) => Math.sin(x / 5) * Math.cos(y / 7) + 0.3 * Math.sin((x + y) / 3));
  const areas = [-0.5, -0.1, 0, 0.2, 0.6].map((threshold) => total(contour(waves, threshold)));
  expect(areas).toEqual([...areas].sort((a, b) => b - a));
});

test("where a network gives no number, it is below", () => {
  const rings = contour(
    field(5, (x) => (x === 2 ? Number.NaN : 1)),
    0.5,
  );
  expect(total(rings)).toBe(8);
  for (const corner of rings.flat(2)) expect(Number.isFinite(corner)).toBe(true);
});
