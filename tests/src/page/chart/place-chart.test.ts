import fc from "fast-check";
import { expect, test } from "vitest";
import { placeEndLabels } from "../../../../src/page/chart/end-labels.ts";
import { linePath, simplified } from "../../../../src/page/chart/path.ts";
import { placeChart, roomForLabels } from "../../../../src/page/chart/place-chart.ts";
import { place, rangeOf } from "../../../../src/page/chart/scale.ts";
import { type Point, thin } from "../../../../src/page/chart/thin.ts";
import { evenTicks, logarithmicTicks, niceRange, wholeTicks } from "../../../../src/page/chart/ticks.ts";

const texts = (ticks: readonly { text: string }[]) => ticks.map(({ text }) => text);

/** The points of a path of M, l and z, as a browser reads them. */
function pointsOf(path: string): [number, number][] {
  const numbers = Array.from(path.matchAll(/-?\d*\.?\d+/g), ([text]) => Number(text));
  let [x, y] = [0, 0];
  return Array.from({ length: numbers.length / 2 }, (_, i) => {
    [x, y] = [x + (numbers[2 * i] as number), y + (numbers[2 * i + 1] as number)];
    return [x, y];
  });
}
const px = fc.double({ min: -2000, max: 2000, noNaN: true });
const line = fc.array(fc.tuple(px, px), { minLength: 1, maxLength: 60 });

test("even ticks are round numbers with as many decimals as their step has", () => {
  expect(texts(evenTicks([0.02, 2], 6))).toEqual(["0.5", "1.0", "1.5", "2.0"]);
  expect(texts(evenTicks([0.92, 1.1], 9))).toEqual(["0.92", "0.94", "0.96", "0.98", "1.00", "1.02", "1.04", "1.06", "1.08", "1.10"]);
  expect(texts(evenTicks([-1.2, 1.2], 5))).toEqual(["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
  expect(texts(evenTicks([0, 30_000], 3))).toEqual(["0", "10,000", "20,000", "30,000"]);
  expect(texts(evenTicks([0, 4e6], 2))).toEqual(["0", "2e6", "4e6"]);
  expect(texts(evenTicks([0, 2e-8], 2))).toEqual(["0", "1e−8", "2e−8"]);
  expect(texts(evenTicks([0.3, 0.3], 4))).toEqual(["0.3"]);
  // The very numbers, and not sums of steps.
  expect(evenTicks([0, 0.5], 5).map(({ at }) => at)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test("a nice range holds the range, ends at ticks, and is at most two steps wider", () => {
  expect(niceRange([0.02, 1.9], 6)).toEqual([0, 2]);
  expect(niceRange([3, 3], 6)).toEqual([1.5, 4.5]);
  expect(niceRange([0, 0], 6)).toEqual([-1, 1]);
  fc.assert(
    fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (low, width) => {
      const range = [low, low + width] as const;
      const [first, last] = niceRange(range, 5);
      const ticks = evenTicks([first, last], 5);
      expect(first).toBeLessThanOrEqual(low + 1e-8 * width);
      expect(last).toBeGreaterThanOrEqual(range[1] - 1e-8 * width);
      expect(last - first).toBeLessThan(2 * width);
      expect(ticks.length).toBeGreaterThan(1);
    }),
  );
});

test("ticks are whole epochs, and on a logarithmic axis at least three where a decade is not crossed", () => {
  const whole = (first: number, last: number, count: number) => wholeTicks([first, last], count).map(({ at }) => at);
  const powers = (low: number, high: number) => logarithmicTicks([low, high]).map(({ at }) => at);
  expect(whole(1, 4, 6)).toEqual([1, 2, 3, 4]);
  expect(whole(1, 400, 6)).toEqual([100, 200, 300, 400]);
  expect(whole(7, 7, 6)).toEqual([7]);
  expect(powers(0.00012, 2)).toEqual([0.001, 0.01, 0.1, 1]);
  expect(powers(0.06, 0.7)).toEqual([0.1, 0.2, 0.5]);
  expect(powers(0.26, 0.72)).toEqual([0.3, 0.4, 0.5, 0.6, 0.7]);
  // A loss of a float64 network falls by 30 powers: their names do not overlap.
  expect(powers(1e-30, 1).length).toBeLessThanOrEqual(9);
});

test("values are placed by differences, or by ratios: 0.1 in the middle between 0.01 and 1", () => {
  const scale = { range: [0.01, 1], from: 300, to: 100 } as const;
  expect([0.01, 0.505, 1].map((value) => place({ ...scale, isLog: false }, value))).toEqual([300, 200, 100]);
  for (const [i, value] of [0.01, 0.1, 1].entries()) expect(place({ ...scale, isLog: true }, value)).toBeCloseTo(300 - 100 * i, 9);
  expect(place({ range: [2, 2], from: 0, to: 10, isLog: false }, 2)).toBe(5);
  expect(rangeOf([null, 3, Number.NaN, -1, Number.POSITIVE_INFINITY])).toEqual([-1, 3]);
  expect(rangeOf([])).toEqual([0, 1]);
});

test("a thinned curve of 100,000 points has at most 1,300 and keeps both ends and a spike", () => {
  const points = Array.from({ length: 100_000 }, (_, i): Point => [i, i === 54_321 ? 9 : Math.sin(i / 1000)]);
  const thinned = thin(points);
  expect(thinned.length).toBeLessThanOrEqual(1300);
  for (const kept of [points[0], points[54_321], points.at(-1)]) expect(thinned).toContain(kept);
  expect(thin(points.slice(0, 1000))).toHaveLength(1000);
});

test("a path leads through its points within 0.05 px, however many there are", () => {
  expect(
    linePath([
      [10, 20],
      [10.5, 19.5],
      [11, 19.5],
      [11, 21],
    ]),
  ).toBe("M10 20l.5-.5 .5 0 0 1.5");
  expect(linePath([[1, 2]], true)).toBe("M1 2l0 0z");
  fc.assert(
    fc.property(line, (points) => {
      const drawn = pointsOf(linePath(points));
      // Points of the same tenth of a px are one.
      for (const [x, y] of points) expect(drawn.some(([atX, atY]) => Math.abs(atX - x) < 0.0501 && Math.abs(atY - y) < 0.0501)).toBe(true);
    }),
  );
});

test("a simplified line keeps both ends, and every point within the tolerance", () => {
  const distance = ([x1, y1]: Point, [x2, y2]: Point, [x, y]: Point): number => {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = dx * dx + dy * dy;
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
    return Math.hypot(x - (x1 + share * dx), y - (y1 + share * dy));
  };
  fc.assert(
    fc.property(line, fc.double({ min: 0, max: 200, noNaN: true }), (points, tolerance) => {
      const kept = simplified(points, tolerance);
      expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
      for (const point of points) {
        const distances = kept.map((corner, i) => distance(corner, kept[i + 1] ?? corner, point));
        expect(Math.min(...distances)).toBeLessThanOrEqual(tolerance + 1e-9);
      }
    }),
  );
  const straight = Array.from({ length: 100 }, (_, i): Point => [i, 2 * i]);
  expect(simplified(straight, 0.1)).toEqual([straight[0], straight[99]]);
});

test("labels at the ends of curves never overlap, stay in the frame and in the order of their curves, and stay where there is room", () => {
  const label = (y: number) => ({ text: "", y });
  expect(placeEndLabels([50, 100].map(label), 14, [0, 200])).toEqual([50, 100]);
  expect(placeEndLabels([100, 100].map(label), 14, [0, 200])).toEqual([93, 107]);
  expect(placeEndLabels([0, 4].map(label), 14, [0, 200])).toEqual([0, 14]);
  expect(placeEndLabels([200, 150, 199].map(label), 14, [0, 200])).toEqual([200, 150, 186]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 8 }), (ends) => {
      const places = placeEndLabels(ends.map(label), 14, [0, 200]);
      const order = ends.map((_, i) => i).sort((a, b) => (ends[a] as number) - (ends[b] as number) || a - b);
      const sorted = order.map((i) => places[i] as number);
      for (const [i, y] of sorted.entries()) {
        if (i > 0) expect(y - (sorted[i - 1] as number)).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(200 + 1e-9);
      }
    }),
  );
});

test("a chart of 60 px beside a frame of 514 × 264 px has its curve from corner to corner, and its label beside the end", () => {
  const chart = placeChart({
    ...{ width: 600, height: 300, fontSize: 12, margins: { left: 60, right: 26, top: 12, bottom: 24 } },
    x: { range: [1, 3], ticks: wholeTicks([1, 3], 6) },
    y: { range: [0, 2], ticks: evenTicks([0, 2], 2), hasGrid: true },
    curves: [
      {
        points: [
          [1, 2],
          [2, 0],
          [3, 0],
        ],
        look: { color: "--accent", dash: "" },
        label: "loss",
      },
      { points: [[2, 1]], look: { color: "--negative", dash: "" } },
    ],
  });
  const [grid, ticks, curve, dot] = chart.paths;
  expect(grid).toEqual({ path: "M60 276.5H574M60 144.5H574M60 12.5H574", line: "--rule", width: 1 });
  expect(ticks?.path).toBe("M60 276.5h-6M60 144.5h-6M60 12.5h-6M60.5 276v6M317.5 276v6M574.5 276v6");
  expect(curve).toEqual({ path: "M60 12l257 264 257 0", line: "--accent", width: 1.8 });
  expect(dot?.path.startsWith("M317.0 144.0m-3 0a")).toBe(true);
  expect(chart.texts.map(({ text, anchor }) => `${text} ${anchor}`)).toEqual([
    "0 end",
    "1 end",
    "2 end",
    "1 middle",
    "2 middle",
    "3 middle",
  ]);
  expect(chart.labels).toEqual([{ x: 581, y: 280.2, text: "loss", anchor: "start", color: "--accent" }]);
  // Helvetica: l 222, o 556, s 500, s 500 of 1000, a tenth wider, and the gap.
  expect(roomForLabels(["loss", "a"], 12)).toBe(7 + Math.ceil(1.1 * 12 * 1.778));
});
