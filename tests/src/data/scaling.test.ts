import { applyScaling, array, minMaxScaling, oneHotEncode, standardScaling, toNpz, undoScaling, zeros } from "dagrad";
import { describe, expect, test } from "vitest";
import { fromNpz } from "../../../src/data/npz.ts";
import { thrown } from "../../graph/thrown.ts";
import { archives } from "./archives.ts";

const { x, mean, std, standard, minMax } = archives.scaling;
const X = array(x);

describe("standardScaling", () => {
  test("finds NumPy's mean and std of each column, 1 for a constant column, within 1e-12", () => {
    const { offset, scale } = standardScaling(X);
    expect(offset).toBeAllClose(array(mean), { rtol: 1e-12 });
    expect(scale).toBeAllClose(array(std.map((s) => (s === 0 ? 1 : s))), { rtol: 1e-12 });
  });

  test("gives NumPy's (x − mean) ÷ std within 1e-12, in float64 and within 1e-6 in float32", () => {
    expect(applyScaling(X, standardScaling(X))).toBeAllClose(array(standard), { rtol: 1e-12, atol: 1e-12 });
    const single = array(x, "float32");
    const scaled = applyScaling(single, standardScaling(single));
    expect(scaled.dtype).toBe("float32");
    expect(scaled).toBeAllClose(array(standard), { rtol: 1e-6, atol: 1e-6 });
  });

  test("fitted on training rows, it moves other rows by the same numbers: (7 − 3) ÷ √2.5", () => {
    const scaled = applyScaling(array([[7, 40, 4]]), standardScaling(X));
    // Column 1: mean 3, variance (4 + 1 + 1 + 4) ÷ 4; column 2: mean 40; column 3: constant 3, moved only.
    expect(scaled).toBeAllClose(array([[4 / Math.sqrt(2.5), 0, 1]]), { rtol: 1e-15 });
  });

  test("takes all axes before the last as rows", () => {
    const cube = array([[[1, 10]], [[3, 30]]]);
    expect(standardScaling(cube).offset.tolist()).toEqual([2, 20]);
    expect(applyScaling(cube, standardScaling(cube)).tolist()).toEqual([[[-1, -1]], [[1, 1]]]);
  });

  test("survives in a file beside the weights", () => {
    const scaling = standardScaling(X);
    expect(fromNpz(toNpz({ ...scaling }))).toEqual({ ...scaling });
  });
});

describe("minMaxScaling", () => {
  test("gives NumPy's (x − min) ÷ (max − min) within 1e-12, and 0 for a constant column", () => {
    expect(applyScaling(X, minMaxScaling(X))).toBeAllClose(array(minMax), { rtol: 1e-12, atol: 1e-12 });
  });

  test("with low and high: pixels 0 … 255 become −1 … 1", () => {
    const pixels = array([[0], [127.5], [255]]);
    expect(applyScaling(pixels, minMaxScaling(pixels, { low: -1, high: 1 })).tolist()).toEqual([[-1], [0], [1]]);
  });
});

test("undoScaling gives back the values within 1e-12", () => {
  for (const scaling of [standardScaling(X), minMaxScaling(X, { low: -3, high: 5 })]) {
    expect(undoScaling(applyScaling(X, scaling), scaling)).toBeAllClose(X, { rtol: 1e-12, atol: 1e-12 });
  }
});

test("scalings refuse integers, no rows, values that are not finite, other columns and wrong bounds", () => {
  const calls = [
    () => standardScaling(array([[1, 2]], "int32")),
    () => standardScaling(zeros([0, 3])),
    () => minMaxScaling(array([[1], [Number.NaN]])),
    () => applyScaling(array([[1, 2]]), standardScaling(X)),
    () => minMaxScaling(X, { low: 1, high: 1 }),
  ];
  expect(calls.map(thrown).join("\n")).toMatchInlineSnapshot(`
    "OpError bad-dtype
    standardScaling: x must be a float array with at least one axis, got int32[1, 2]; convert it
    OpError no-rows
    standardScaling: x must have at least one row, got none; give the training data
    FeedError not-finite
    minMaxScaling: values must be finite, got NaN at row 1, column 0; clean or drop the row
    OpError scaling-columns
    applyScaling: x must have 3 columns as the scaling has, got float64[1, 2]; fit a scaling to such data
    OpError bad-bounds
    minMaxScaling: low must be below high, got 1 and 1; correct them"
  `);
});

describe("oneHotEncode", () => {
  test("writes 1 in the column of each label", () => {
    const encoded = oneHotEncode([0, 2, 1]);
    expect(encoded.dtype).toBe("float32");
    expect(encoded.tolist()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
    expect(oneHotEncode(array([1], "uint8"), { classes: 4, dtype: "float64" })).toEqual(array([[0, 1, 0, 0]]));
  });

  test("refuses labels that are no class, and no classes", () => {
    const calls = [
      () => oneHotEncode([0, 3], { classes: 3 }),
      () => oneHotEncode([0.5]),
      () => oneHotEncode([], {}),
      () => oneHotEncode([-1]),
    ];
    expect(calls.map(thrown).join("\n")).toMatchInlineSnapshot(`
      "FeedError index-range
      oneHotEncode: labels must be in 0 … 2, got 3 at [1]; correct the labels
      FeedError index-range
      oneHotEncode: labels must be in 0 … 0, got 0.5 at [0]; correct the labels
      OpError bad-count
      oneHotEncode: classes must be a whole number ≥ 1, got 0; give the number of classes
      FeedError index-range
      oneHotEncode: labels must be in 0 … 0, got -1 at [0]; correct the labels"
    `);
  });
});
