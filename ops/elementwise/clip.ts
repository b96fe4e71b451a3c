import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { type DType, type IntType, integerRange } from "../../graph/dtype.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NumberTensor } from "../../graph/types/dtypes.ts";
import { inferNumber } from "../shared/infer.ts";
import { latexNumber } from "../shared/notation.ts";
import { equal } from "./equal.ts";
import { where } from "./where.ts";

/** Bounds as attributes: numbers, or "Infinity" and "-Infinity". */
export interface ClipAttrs {
  readonly min: number | string;
  readonly max: number | string;
}

/**
 * clip(x, { min, max }) = min(max(x, min), max), elementwise.
 *
 * x: number[...S]; min, max: numbers, by default ∓Infinity, which is no bound → the type of x
 * Edges:   NaN → NaN; −0 stays where a bound is 0. The bounds are rounded to the dtype of x first, as in NumPy: 1 − 1e-7 is 0.99999988 in float32.
 * Errors:  OpError when x is bool, a bound is NaN, or of integers none of their dtype, or min > max.
 * Source:  NNFS ch. 5; NumPy clip; ONNX Clip-13.
 */
export const clipOp = defineOp<ClipAttrs>({
  name: "clip",
  inputs: ["x"],
  attrs: { min: "number", max: "number" },
  infer: ([x], { min, max }, fail) => {
    inferNumber([x] as never, undefined, fail);
    // Bounds of integers are integers of their dtype, as NumPy and ONNX have it, or none.
    const range = integerRange[x.dtype as IntType];
    for (const bound of range === undefined ? [] : [min, max].map(decodeNumber)) {
      if (Math.abs(bound) === Number.POSITIVE_INFINITY || (bound % 1 === 0 && bound >= range[0] && bound <= range[1])) continue;
      fail({ code: "bounds", expected: `bounds must be numbers of ${x.dtype}`, actual: String(bound), cure: "correct the bounds" });
    }
    if (!(decodeNumber(min) <= decodeNumber(max))) {
      fail({ code: "bounds", expected: "min must be at most max", actual: `min ${min} and max ${max}`, cure: "correct the bounds" });
    }
    return x;
  },
  identity: ({ min, max }) => (min === "-Infinity" && max === "Infinity" ? 0 : undefined),
  scalar: (s, [x], { min, max }) => {
    const above = min === "-Infinity" ? x : s.maximum(x, decodeNumber(min));
    return max === "Infinity" ? above : s.minimum(above, decodeNumber(max));
  },
  vjp: (dy, [x], y) => [() => where(equal(y, x), dy, 0)],
  picture: { role: "function", label: ({ min, max }) => `clip(·, ${plain(min)}, ${plain(max)})` },
  notation: {
    text: ([x], { min, max }) => atom(`clip(${x.text}, ${plain(min)}, ${plain(max)})`),
    latex: ([x], { min, max }) => atom(`\\mathrm{clip}\\left(${x.text},\\, ${latexNumber(min)},\\, ${latexNumber(max)}\\right)`),
    numpy: ([x], { min, max }, { dtypes }) => atom(`np.clip(${x.text}, ${python(min, dtypes)}, ${python(max, dtypes)})`),
  },
});

const plain = (bound: number | string): string => String(bound).replace("Infinity", "∞").replaceAll("-", "−");
/** Beside integers NumPy's infinity would make floats. */
const python = (bound: number | string, [dtype]: readonly DType[] = []): string =>
  String(bound).replace(/-?Infinity/, (infinity) => (integerRange[dtype as IntType] ? "None" : infinity.replace("Infinity", "np.inf")));

/** What clip keeps x within. */
export interface ClipOptions extends Named {
  /** Default −Infinity, no bound. */
  readonly min?: number;
  /** Default Infinity, no bound. */
  readonly max?: number;
}

/** clip(x, { min, max }) = min(max(x, min), max), elementwise. See {@link clipOp}. */
export function clip<X extends Tensor>(x: NumberTensor<"clip", X>, options: ClipOptions): X;
export function clip(x: Tensor, options: ClipOptions): Tensor {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = optionsOf(clipOp, options);
  return apply(clipOp, [x], { min: encodeNumber(min), max: encodeNumber(max) }, options);
}
