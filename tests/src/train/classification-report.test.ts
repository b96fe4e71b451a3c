import { array, classificationReport, confusionMatrix } from "dagrad";
import { expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

// By hand. Class 0 is found twice and missed once (as 2); class 1 once and missed twice; class 2 twice, and predicted for two others.
const truth = [0, 0, 0, 1, 1, 1, 2, 2];
const predicted = [0, 2, 0, 1, 0, 2, 2, 2];

test("confusionMatrix counts rows by true class and columns by predicted class", () => {
  const counts = confusionMatrix(truth, array(predicted, "uint8"));
  expect(counts.dtype).toBe("int32");
  expect(counts.tolist()).toEqual([
    [2, 0, 1],
    [1, 1, 1],
    [0, 0, 2],
  ]);
  expect(confusionMatrix([], [], 2).tolist()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test("precision, recall and F1 are those of the counts, exactly", () => {
  const report = classificationReport(truth, predicted);
  expect(report.classes).toEqual([
    { precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 },
    { precision: 1, recall: 1 / 3, f1: 1 / 2, support: 3 },
    { precision: 1 / 2, recall: 1, f1: 2 / 3, support: 2 },
  ]);
  expect(report.accuracy).toBe(5 / 8);
  expect(report.macro.precision).toBeCloseTo((2 / 3 + 1 + 1 / 2) / 3, 15);
  expect(report.macro.recall).toBeCloseTo((2 / 3 + 1 / 3 + 1) / 3, 15);
  expect(report.macro.f1).toBeCloseTo((2 / 3 + 1 / 2 + 2 / 3) / 3, 15);
});

test("a class that was never predicted, or is not there, has ratios of 0, as in scikit-learn", () => {
  const { classes } = classificationReport([0, 1], [0, 0], 3);
  expect(classes).toEqual([
    { precision: 1 / 2, recall: 1, f1: 2 / 3, support: 1 },
    { precision: 0, recall: 0, f1: 0, support: 1 },
    { precision: 0, recall: 0, f1: 0, support: 0 },
  ]);
});

test("labels that are no class and lists of unequal length are refused", () => {
  const calls = [
    () => confusionMatrix([0, 1], [0]),
    () => confusionMatrix([0, 2], [0, 1], 2),
    () => confusionMatrix([0, -1], [0, 0]),
    () => classificationReport([0, 1.5], [0, 0]),
  ];
  expect(calls.map(thrown).join("\n")).toMatchInlineSnapshot(`
    "FeedError label-count
    confusionMatrix: truth and predictions must be equally many, got 2 and 1; pass the same rows
    FeedError index-range
    confusionMatrix: labels must be in 0 … 1, got 2 at [1]; correct the labels
    FeedError index-range
    confusionMatrix: labels must be in 0 … 0, got -1 at [1]; correct the labels
    FeedError index-range
    classificationReport: labels must be in 0 … 1, got 1.5 at [1]; correct the labels"
  `);
});
