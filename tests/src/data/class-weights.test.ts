import { array, classWeights } from "dagrad";
import { expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

test("classWeights gives each row the weight of its class, in float32", () => {
  const column = classWeights(array([0, 2, 1, 0], "uint8"), [0.5, 2, 3]);
  expect(column.dtype).toBe("float32");
  expect(column.tolist()).toEqual([0.5, 3, 2, 0.5]);
});

test("balanced weights are rows ÷ (classes · rows of the class): 6 ÷ (3 · 1), 6 ÷ (3 · 2), 6 ÷ (3 · 3)", () => {
  expect(classWeights([0, 1, 1, 2, 2, 2], "balanced").tolist()).toEqual([2, 1, 1, 2 / 3, 2 / 3, 2 / 3].map(Math.fround));
});

test("balanced weights add up to the rows, also where a class is missing", () => {
  const weights = classWeights([0, 0, 0, 2], "balanced");
  expect(Array.from(weights.data).reduce((sum, one) => sum + one, 0)).toBeCloseTo(4, 6);
});

test("classWeights refuses labels without a weight, labels that are no class, and weights that are no share", () => {
  const calls = [
    () => classWeights([0, 3], [1, 1, 1]),
    () => classWeights([0.5], "balanced"),
    () => classWeights([0], [-1]),
    () => classWeights([0], [Number.NaN]),
  ];
  expect(calls.map(thrown).join("\n")).toMatchInlineSnapshot(`
    "FeedError index-range
    classWeights: labels must be in 0 … 2, got 3 at [1]; correct the labels
    FeedError index-range
    classWeights: labels must be whole numbers ≥ 0, got 0.5 at [0]; correct the labels
    OpError bad-weight
    classWeights: weights must be finite and at least 0, got -1 for class 0; correct it
    OpError bad-weight
    classWeights: weights must be finite and at least 0, got NaN for class 0; correct it"
  `);
});
