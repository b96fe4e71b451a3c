import { array, type NdArray, trainTestSplit } from "dagrad";
import { expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

const X = array(Array.from({ length: 20 }, (_, i) => [i, 10 * i]));
const y = array(
  Array.from({ length: 20 }, (_, i) => i),
  "uint8",
);

test("trainTestSplit puts each row on one side, and keeps the columns together", () => {
  const { train, test: held } = trainTestSplit({ X, y }, { test: 0.2, seed: 1 });
  expect([train.X.shape, held.X.shape, train.y.shape, held.y.dtype]).toEqual([[16, 2], [4, 2], [16], "uint8"]);
  const labels = [...train.y.data, ...held.y.data];
  expect(labels.toSorted((a, b) => a - b)).toEqual([...y.data]);
  for (const side of [train, held]) {
    expect(side.X.tolist()).toEqual([...side.y.data].map((label) => [label, 10 * label]));
  }
});

test("trainTestSplit gives the same rows for the same seed, and others for another", () => {
  const rows = (seed: number): number[] => [...trainTestSplit({ y }, { seed }).test.y.data];
  expect(rows(3)).toEqual(rows(3));
  expect(rows(3)).not.toEqual(rows(4));
  expect(rows(3)).toHaveLength(5);
});

test("trainTestSplit refuses shares that leave a side empty, columns of other lengths, and scalars", () => {
  const short = array([1, 2]);
  const calls = [
    () => trainTestSplit({ X }, { test: 0 }),
    () => trainTestSplit({ X }, { test: 0.999 }),
    () => trainTestSplit({ X, y: short }),
    () => trainTestSplit({ x: array(1) as NdArray }),
    () => trainTestSplit({}),
  ];
  expect(calls.map(thrown).join("\n")).toMatchInlineSnapshot(`
    "OpError bad-split
    trainTestSplit: test must leave rows on both sides, got 0 of 20 rows; choose a share between 0 and 1
    OpError bad-split
    trainTestSplit: test must leave rows on both sides, got 0.999 of 20 rows; choose a share between 0 and 1
    OpError row-count
    trainTestSplit: columns must have 20 rows each, got float64[2] in "y"; pass the same rows
    OpError row-count
    trainTestSplit: columns must have rows, got float64[] in "x"; pass the same rows
    OpError bad-split
    trainTestSplit: test must leave rows on both sides, got 0.25 of 0 rows; choose a share between 0 and 1"
  `);
});
