import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allocate, type DType } from "../../graph/dtype.ts";
import { printArray } from "../../graph/print/print-array.ts";
import { sizeOf } from "../../graph/shape.ts";

/** Made by NumPy itself: tests/fixtures/numpy-printing.py. */
interface Case {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly cycle: readonly (number | string)[];
  readonly prints: string;
}
const fixture = JSON.parse(readFileSync(new URL("../fixtures/numpy-printing.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

/** `numbers`, repeated until `shape` is full, as np.resize does. */
function filled(numbers: readonly number[], shape: readonly number[], dtype: DType) {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = numbers[i % numbers.length] as number;
  return { data, shape, dtype };
}

describe("printArray prints what str() of NumPy prints", () => {
  it("of at least 400 arrays of rank 1 to 7 and of scalars, in every dtype", () => {
    expect(fixture.cases.filter(({ shape }) => shape.length > 0).length).toBeGreaterThanOrEqual(400);
    expect(new Set(fixture.cases.map(({ dtype }) => dtype))).toEqual(new Set(["float32", "float64", "int32", "uint8", "bool"]));
    expect([...new Set(fixture.cases.map(({ shape }) => shape.length))]).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5, 6, 7]));
  });

  it.each(fixture.cases.map((one, index) => [index, `${one.dtype}[${one.shape}]`, one.name, one] as const))(
    "case %i, %s: %s",
    (_, __, ___, one) => {
      expect(printArray(filled(one.cycle.map(Number), one.shape, one.dtype))).toBe(one.prints);
    },
  );
});

/** Digits of the book that printed there as NumPy prints them; ids as in the catalogue of listings. */
const book: readonly (readonly [id: string, dtype: DType, shape: readonly number[], numbers: readonly number[], prints: string])[] = [
  ["c2.03", "float64", [], [4.8], "4.8"],
  ["c2.08", "int32", [], [20], "20"],
  ["c2.11", "float64", [3], [4.8, 1.2099999999999997, 2.385], "[4.8   1.21  2.385]"],
  [
    "c3.03",
    "float32",
    [2, 5],
    [
      1.764052391052246, 0.40015721321105957, 0.978738009929657, 2.2408931255340576, 1.8675580024719238, -0.9772778749465942,
      0.9500884413719177, -0.15135720372200012, -0.10321885347366333, 0.4105985164642334,
    ],
    "[[ 1.7640524   0.4001572   0.978738    2.2408931   1.867558  ]\n [-0.9772779   0.95008844 -0.1513572  -0.10321885  0.41059852]]",
  ],
  ["c3.04", "float64", [2, 5], [0], "[[0. 0. 0. 0. 0.]\n [0. 0. 0. 0. 0.]]"],
  [
    "c3.05",
    "float32",
    [2, 4],
    [
      0.017640523612499237, 0.004001572262495756, 0.009787379764020443, 0.022408930584788322, 0.018675578758120537, -0.009772778488695621,
      0.00950088445097208, -0.0015135720605030656,
    ],
    "[[ 0.01764052  0.00400157  0.00978738  0.02240893]\n [ 0.01867558 -0.00977278  0.00950088 -0.00151357]]",
  ],
  [
    "c3.07",
    "float32",
    [2, 3],
    [0, 0, 0, -0.00010475188173586503, 0.00011395361070754007, -4.7983499825932086e-5],
    "[[ 0.0000000e+00  0.0000000e+00  0.0000000e+00]\n [-1.0475188e-04  1.1395361e-04 -4.7983500e-05]]",
  ],
  ["c4.32", "float64", [8], [0, 2, 0, 3.3, 0, 1.1, 2.2, 0], "[0.  2.  0.  3.3 0.  1.1 2.2 0. ]"],
  [
    "c4.33",
    "float32",
    [2, 3],
    [0, 0.00011395361070754007, 0, 0, 0.00031729150214232504, 0],
    "[[0.         0.00011395 0.        ]\n [0.         0.00031729 0.        ]]",
  ],
  ["c4.36", "float64", [3], [121.51041751873485, 3.3534846525490236, 10.859062664920515], "[121.51041752   3.35348465  10.85906266]"],
  [
    "c4.36, normalized",
    "float64",
    [3],
    [0.8952826639572619, 0.02470830678209937, 0.0800090292606387],
    "[0.89528266 0.02470831 0.08000903]",
  ],
  ["c4.36, sum", "float64", [], [0.9999999999999999], "0.9999999999999999"],
  ["c4.39", "float64", [3], [15.11, 0.45099999999999985, 2.6109999999999998], "[15.11   0.451  2.611]"],
  ["c4.42", "float64", [3, 1], [8.395, 7.29, 2.4869999999999997], "[[8.395]\n [7.29 ]\n [2.487]]"],
  ["c5.07", "float64", [3], [0.35667494393873245, Math.LN2, 0.10536051565782628], "[0.35667494 0.69314718 0.10536052]"],
  ["c5.10", "float64", [], [Number.POSITIVE_INFINITY], "inf"],
  ["c5.11", "float64", [], [16.11809565095832], "16.11809565095832"],
  ["c5.11, below one", "float64", [], [-9.999999505838704e-8], "-9.999999505838704e-08"],
  ["c5.11, above one", "float64", [], [1.0000000494736474e-7], "1.0000000494736474e-07"],
  ["c5.14", "int32", [3, 3], [1, 0, 0, 0, 1, 0, 0, 1, 0], "[[1 0 0]\n [0 1 0]\n [0 1 0]]"],
  [
    "c5.15",
    "float32",
    [2, 3],
    [0.3333333432674408, 0.3333333432674408, 0.3333333432674408, 0.33333316445350647, 0.33333319425582886, 0.3333336412906647],
    "[[0.33333334 0.33333334 0.33333334]\n [0.33333316 0.3333332  0.33333364]]",
  ],
  ["c5.15, loss", "float32", [], [1.0986104011535645], "1.0986104"],
  ["c5.17", "float64", [], [0.34], "0.34"],
];

describe("printArray prints the book's digits", () => {
  it.each(book)("%s", (_, dtype, shape, numbers, prints) => {
    expect(printArray(filled(numbers, shape, dtype))).toBe(prints);
  });
});

it("printArray reads 6 of 1,000,000 elements, those it shows", () => {
  const read: number[] = [];
  const data = new Proxy({ length: 1_000_000 } as ArrayLike<number>, {
    get: (target, key) => (key === "length" ? target.length : read.push(Number(key)) && Number(key)),
  });
  // np.arange(10**6, dtype="int32")
  expect(printArray({ data, shape: [1_000_000], dtype: "int32" })).toBe("[     0      1      2 ... 999997 999998 999999]");
  expect(read).toEqual([0, 1, 2, 999_997, 999_998, 999_999]);
});
