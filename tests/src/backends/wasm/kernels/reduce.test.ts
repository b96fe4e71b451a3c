import { describe, expect, it } from "vitest";
import { allocate, type DType, dtypes, isFloat } from "../../../../../graph/dtype.ts";
import { array, NdArray } from "../../../../../graph/ndarray.ts";
import type { Primitive } from "../../../../../graph/op.ts";
import { norm, reduction } from "./own-reductions.ts";
import { buildOp, expectEqual, numbers, runBoth } from "./run-kernel.ts";
import { axesSets, shapes } from "./shapes.ts";
import { exactSums } from "./sums.ts";

/** Whole numbers −7 … 7 of any dtype: sums of them and of their squares are exact, in every order. */
function whole(shape: readonly number[], dtype: DType): NdArray {
  const { data } = numbers(shape, "int32");
  const elements = allocate(dtype, data.length);
  data.forEach(
    (element, i) => void (elements[i] = dtype === "bool" ? element & 1 : dtype === "uint8" ? Math.abs(element % 8) : element % 8),
  );
  return new NdArray(elements, shape, dtype);
}

/** With an expression before, after, both; of the same dtype and of wider and narrower ones. */
const reductions: readonly { readonly op: Primitive<any>; readonly of: readonly DType[] }[] = [
  { op: norm, of: ["float32", "float64"] },
  { op: reduction("squares", { fold: "sum", before: (s, [x]) => s.mul(x, x) }), of: ["float32", "float64", "int32"] },
  {
    op: reduction("least", { fold: "max", before: (s, [x]) => s.neg(x), after: (s, [most]) => s.neg(most) }),
    of: ["float32", "float64", "int32"],
  },
  { op: reduction("nearest", { fold: "argmax", before: (s, [x]) => s.neg(s.abs(s.sub(x, 2))) }), of: ["float32", "float64", "int32"] },
  {
    op: reduction("count", { fold: "sum", before: (s, [x]) => s.cast(s.less(0, x), "int32") }),
    of: ["float32", "float64", "int32", "uint8"],
  },
  { op: reduction("share", { fold: "mean", before: (s, [x]) => s.cast(x, "float64") }), of: dtypes },
  { op: reduction("any", { fold: "max", before: (s, [x]) => s.cast(x, "uint8"), after: (s, [most]) => s.cast(most, "bool") }), of: dtypes },
  { op: reduction("wide", { fold: "sum", after: (s, [sum]) => s.cast(sum, "float64") }), of: dtypes },
  { op: reduction("next", { fold: "argmax", after: (s, [at]) => s.add(at, 1) }), of: dtypes },
];

describe("a reduction with expressions", () => {
  it.each(reductions.map((one) => [one.op.name, one] as const))(
    "%s equals the reference in whole numbers, over all sets of axes",
    (_, { op, of }) => {
      for (const dtype of of)
        for (const shape of [...shapes, [5000], [2100, 3], [3, 2100]])
          for (const axis of axesSets(shape.length)) {
            const { fold } = (op as Extract<Primitive<any>, { readonly reduce: unknown }>).reduce;
            // Of nothing there is no largest, and a mean is NaN, of which there is one only.
            if ((fold === "max" || fold === "argmax") && axis.some((one) => shape[one] === 0)) continue;
            // A position is along one axis.
            if (fold === "argmax" && axis.length !== 1) continue;
            expectEqual(op, [whole(shape, dtype)], { axis });
          }
    },
  );

  it("takes a NaN, infinities and zeros of both signs through them", () => {
    for (const { op, of } of reductions.filter(({ op }) => ["least", "nearest", "any", "next"].includes(op.name)))
      for (const dtype of of.filter(isFloat))
        for (const shape of [[37], [5, 12], [5, 40], [12, 5], [3, 4, 6]])
          for (let axis = 0; axis < shape.length; axis++) expectEqual(op, [numbers(shape, dtype, { specials: true })], { axis: [axis] });
  });

  it("√Σx² is that of NumPy: np.linalg.norm", () => {
    const x = array([
      [3, 4, 0],
      [1, 2, 2],
    ]);
    expect(Array.from(runBoth(norm, [x], { axis: [1] }).y.data)).toEqual([5, 3]);
    expect(Array.from(runBoth(norm, [x], { axis: [0] }).y.data)).toEqual([Math.sqrt(10), Math.sqrt(20), 2]);
  });

  it("Σx² of numbers that are not whole is within the bound of a sum, each square rounded once more", () => {
    const squares = reductions[1]?.op as Primitive<any>;
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of shapes)
        for (const axis of axesSets(shape.length)) {
          const x = numbers(shape, dtype);
          const { sums } = exactSums(
            new NdArray(
              Float64Array.from(x.data, (element) => element * element),
              shape,
              "float64",
            ),
            axis,
          );
          const { y } = runBoth(squares, [x], { axis });
          const count = axis.reduce((product, one) => product * (shape[one] as number), 1);
          const unit = dtype === "float32" ? 2 ** -24 : 2 ** -53;
          y.data.forEach((sum, i) => {
            const exact = sums[i] as number;
            // Any order of n additions: n u Σ|x²|; the exact sums are of float64 squares, and rounded too.
            expect(Math.abs(sum - exact)).toBeLessThanOrEqual((2 * count + 2) * unit * exact);
          });
        }
  });
});

describe("a reduction that refuses elements", () => {
  const total = reduction("total", { fold: "sum", before: (s, [x]) => s.checked(x, 100) });
  const bounded = reduction("bounded", { fold: "sum", after: (s, [sum]) => s.checked(sum, 100) });
  const labels = (shape: readonly number[], at = -1, label = 0): NdArray => {
    const data = new Int32Array(shape.reduce((product, dim) => product * dim, 1)).fill(1);
    if (at >= 0) data[at] = label;
    return new NdArray(data, shape, "int32");
  };

  it.each([
    [[9], [0]],
    [[3, 5], [1]],
    [[5, 3], [0]],
    [[4, 20], [1]],
    [
      [3, 5],
      [0, 1],
    ],
  ] as const)("notes an element of %j along %j, wherever it is, and no other", (shape, axis) => {
    const faulty = (op: Primitive<any>, x: NdArray): boolean => {
      const built = buildOp(op, [x], { axis });
      built.run();
      expect(built.guarded).toBe(true);
      return built.faulty;
    };
    // Memory behind the elements holds a pattern that is out of range.
    expect(faulty(total, labels(shape))).toBe(false);
    expect(faulty(bounded, labels(shape))).toBe(false);
    for (let at = 0; at < shape.reduce<number>((product, dim) => product * dim, 1); at++) {
      for (const label of [-1, 100]) expect(faulty(total, labels(shape, at, label))).toBe(true);
      expect(faulty(bounded, labels(shape, at, 200))).toBe(true);
    }
  });
});

it("axes of an op of one's own may count from the end", () => {
  for (const shape of shapes.filter((shape) => shape.length > 1 && !shape.includes(0))) {
    const x = whole(shape, "float32");
    for (let axis = 0; axis < shape.length; axis++) {
      const { reference, y } = runBoth(norm, [x], { axis: [axis - shape.length] });
      const expected = runBoth(norm, [x], { axis: [axis] }).reference.data;
      expect([reference.data, y.data]).toEqual([expected, expected]);
    }
  }
});
