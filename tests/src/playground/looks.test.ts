import { describe, expect, test } from "vitest";
import { piecesOf } from "../../../src/playground/code-pieces.ts";
import { classTable, paintClasses, paintMap, paintTwoClasses, signTable } from "../../../src/playground/colors.ts";
import { CurveHistory } from "../../../src/playground/curve-history.ts";
import { unitMaps, viewOf } from "../../../src/playground/looking.ts";
import { nearestWeight, networkPlaces, onCurve } from "../../../src/playground/network-places.ts";
import { hole, short, unitArithmetic, unitFormula, unitName } from "../../../src/playground/unit-formula.ts";

const unit = { weights: [0.42, -1.3], bias: 0.11, activation: `max(0, ${hole})`, names: ["x₁", "x₂"] } as const;

describe("formulas of units", () => {
  test("have the numbers put in", () => {
    expect(unitFormula(unit)).toBe("max(0, 0.420 x₁ − 1.30 x₂ + 0.110)");
    expect(unitArithmetic(unit, [0.31, -0.2])).toBe("max(0, 0.420·0.310 − 1.30·(−0.200) + 0.110)");
    expect(unitFormula({ ...unit, activation: `softmax(${hole})`, bias: -2 })).toBe("softmax(0.420 x₁ − 1.30 x₂ − 2.00)");
    expect(unitFormula({ ...unit, activation: undefined })).toBe("0.420 x₁ − 1.30 x₂ + 0.110");
  });

  test("of many inputs have the largest terms", () => {
    const weights = Array.from({ length: 64 }, (_, i) => (i % 7 === 3 ? i : 0.01));
    const formula = unitFormula({ ...unit, weights, names: weights.map((_, i) => `h${i}`) });
    expect(formula).toBe("max(0, 59.0 h59 + 52.0 h52 + 45.0 h45 + 38.0 h38 + 31.0 h31 + 24.0 h24 + … (58 more) + 0.110)");
  });

  test("name units by layer and place, and write numbers in three digits", () => {
    expect([unitName(-1, 1, 3), unitName(0, 11, 3), unitName(2, 0, 3)]).toEqual(["x₂", "h₁,₁₂", "ŷ₁"]);
    expect([0, -0.0131, 1234.5, 1e-9, -3e7, Number.NaN].map(short)).toEqual(["0", "−0.0131", "1235", "1.0e−9", "−3.0e7", "NaN"]);
  });
});

describe("pixels", () => {
  const word = (table: Uint32Array, i: number): number[] => [
    (table[i] as number) & 255,
    ((table[i] as number) >> 8) & 255,
    ((table[i] as number) >> 16) & 255,
    (table[i] as number) >>> 24,
  ];

  test("of 0 have the colour of the paper, and are strongest at the ends", () => {
    const table = signTable("light");
    expect(word(table, 128)).toEqual([255, 255, 255, 255]);
    // 92 % of the theme's blue #1F6FB2 and orange #C75B12 over white.
    expect(word(table, 255)).toEqual([48, 122, 184].map((x) => x).concat(255));
    expect(word(table, 1)).toEqual([203, 104, 36, 255]);
  });

  test("of a plane are those of the most probable class, stronger the surer it is", () => {
    const table = classTable("light", 3);
    const pixels = new Uint32Array(3);
    paintClasses(pixels, Float32Array.of(1, 0, 0, 0.2, 0.6, 0.2, 1 / 3, 1 / 3, 1 / 3), 3, table);
    expect([...pixels]).toEqual([table[63], table[64 + Math.floor(63 * ((0.6 - 1 / 3) / (2 / 3)))], table[0]]);
    const two = classTable("light", 2);
    paintTwoClasses(pixels, Float32Array.of(0, 1, 0.5), two);
    expect([...pixels]).toEqual([two[63], two[64 + 63], two[0]]);
  });

  test("of a unit's map are its values over its largest one", () => {
    const { bytes, most } = unitMaps(Float32Array.of(1, 0, -2, 0, 4, 0), 2);
    expect([...most]).toEqual([4, 0]);
    expect([...bytes]).toEqual([128 + 31, 128 - 64 + 0, 255, 128, 128, 128].map(Math.floor));
    const [pixels, table] = [new Uint32Array(3), signTable("dark")];
    paintMap(pixels, bytes, 3, table);
    expect([...pixels]).toEqual([table[128], table[128], table[128]]);
  });
});

describe("places of a network", () => {
  test.each([[[2, 8, 6, 3]], [[1, 64, 64, 1]], [[4, 1, 33, 5, 5, 5, 5, 3]]])(
    "%j: no two units overlap, and all are in the picture",
    (counts) => {
      const [width, height] = [640, 400];
      const boxes = networkPlaces(counts, width, height).layers.flatMap(({ units, size }) =>
        units.map(({ x, y }) => ({ left: x - size / 2, right: x + size / 2, top: y - size / 2, bottom: y + size / 2 })),
      );
      for (const [i, a] of boxes.entries()) {
        expect([a.left >= 0, a.right <= width, a.top >= 0, a.bottom <= height]).toEqual([true, true, true, true]);
        for (const b of boxes.slice(i + 1))
          expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
    },
  );

  test("the weight under a point is that of the line through it", () => {
    const places = networkPlaces([2, 4, 3], 600, 400);
    const [before, after] = [places.layers[1]!, places.layers[2]!];
    const [a, b] = [before.units[3]!, after.units[1]!];
    const middle = onCurve({ x: a.x + before.size / 2, y: a.y }, { x: b.x - after.size / 2, y: b.y }, 0.3);
    expect(nearestWeight(places, middle)).toEqual({ layer: 1, from: 3, to: 1 });
    expect(nearestWeight(places, { x: 300, y: 1 })).toBeUndefined();
  });
});

test("curves of any length stay short, keep their ends and forget what was undone", () => {
  const curves = new CurveHistory();
  for (let epoch = 0; epoch <= 20_000; epoch++) curves.add(epoch, { loss: epoch });
  expect(curves.epochs.length).toBeLessThanOrEqual(801);
  expect([curves.epochs[0], curves.epochs.at(-1)]).toEqual([0, 20_000]);
  expect(curves.columns.loss).toEqual(curves.epochs);
  expect([...curves.epochs].sort((a, b) => a - b)).toEqual(curves.epochs);
  curves.add(100, { loss: -1 });
  expect([curves.epochs.at(-1), curves.columns.loss.at(-1), curves.epochs.at(-2)! < 100]).toEqual([100, -1, true]);
});

test("the view has all points with some room, and code keeps every letter when it is coloured", () => {
  expect(viewOf(Float32Array.of(-1, 0, 1, 4), 2)).toEqual({ left: -1.15, right: 1.15, bottom: 2 - 2.3, top: 2 + 2.3 });
  const code = 'import { f32 } from "dagrad"; // 1e-3\nconst x = f32("batch", 2);\n';
  expect(
    piecesOf(code)
      .map(({ text }) => text)
      .join(""),
  ).toBe(code);
  expect(
    piecesOf(code)
      .filter(({ kind }) => kind === "string")
      .map(({ text }) => text),
  ).toEqual(['"dagrad"', '"batch"']);
});
