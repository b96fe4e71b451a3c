import { describeValue } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { allocate, type FloatType, isFloat } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { argumentError, checkInteger } from "./check-argument.ts";
import type { Random } from "./random.ts";

/** Points of the plane and the class of each. */
export type LabelledPoints<D extends FloatType> = {
  /** D[samples · classes, 2], class after class. */
  readonly X: NdArray<D>;
  /** uint8[samples · classes] */
  readonly y: NdArray<"uint8">;
};

/** Where the noise of the points comes from, and the dtype of X; float32, as after nnfs.init(), unless asked otherwise. */
export interface PointOptions<D extends FloatType> {
  readonly random: Random;
  readonly dtype?: D;
}

/** What one class is made of. */
export interface ClassDraft {
  readonly label: number;
  /** `samples` standard normals, each rounded to the dtype. */
  normals(): Float64Array;
  /** Rounds to the dtype: where nnfs.init() makes NumPy compute in float32, every step is rounded. */
  round(value: number): number;
}

const mostSamples = 2 ** 22 - 1;

/**
 * The points of all classes, in their order; `place` gives the two coordinates of the points of one class.
 *
 * Errors: OpError when samples is no count, classes is not from 1 to 256 (labels are uint8), random is no generator or dtype no float.
 */
export function labelledPoints<D extends FloatType = "float32">(
  op: string,
  samples: number,
  classes: number,
  options: PointOptions<D>,
  place: (draft: ClassDraft) => readonly [ArrayLike<number>, ArrayLike<number>],
): LabelledPoints<D> {
  checkOptions(op, options, ["random seed randn", "dtype"]);
  const { random, dtype = "float32" as D } = options ?? {};
  checkInteger("bad-count", op, "samples", samples, [1, mostSamples], "samples is the number of points of each class");
  checkInteger("bad-count", op, "classes", classes, [1, 256], "labels are uint8");
  if (typeof random?.randn !== "function") {
    throw argumentError("bad-generator", op, "random", "a generator", describeValue(random), "pass { random: random(0) }");
  }
  if (!isFloat(dtype))
    throw argumentError("bad-dtype", op, "dtype", "float32 or float64", describeValue(dtype), "leave it out for float32");

  const X = allocate(dtype, samples * classes * 2);
  const y = allocate("uint8", samples * classes);
  const round = dtype === "float32" ? Math.fround : (value: number): number => value;
  const normals = (): Float64Array => random.randn(samples).data.map(round);
  for (let label = 0; label < classes; label++) {
    const [x0, x1] = place({ label, normals, round });
    const first = samples * label;
    for (let i = 0; i < samples; i++) {
      X[2 * (first + i)] = x0[i] as number;
      X[2 * (first + i) + 1] = x1[i] as number;
    }
    y.fill(label, first, first + samples);
  }
  return {
    X: new NdArray(X, [samples * classes, 2], dtype),
    y: new NdArray(y, [samples * classes], "uint8"),
  };
}
