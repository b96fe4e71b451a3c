import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import type { DType } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";

export interface CastAttrs {
  readonly dtype: DType;
}

/**
 * cast(x, { dtype }): the elements of x in another dtype.
 *
 * x: any[...S] → dtype[...S]
 * Edges:   to float: rounded to nearest, ties to even; beyond the largest float32 → ±Infinity.
 *          float to int: truncated toward zero; NaN and ±Infinity → 0; out of range wraps modulo 2³² or 2⁸, like int to int:
 *          2³¹ → −2³¹, −1.5 → 255 in uint8. This is the same in every engine; NumPy leaves it to the processor.
 *          to bool: x ≠ 0, so NaN is true and −0 is false. From bool: 0 or 1.
 * Errors:  none.
 * Source:  ECMAScript ToInt32 and ToUint8; ONNX Cast-13.
 */
export const castOp = defineOp<CastAttrs>({
  name: "cast",
  inputs: ["x"],
  attrs: { dtype: "dtype" },
  infer: ([x], { dtype }) => ({ shape: x.shape, dtype }),
  // To its own dtype; one that changes the dtype is no identity whatever is said here.
  identity: () => 0,
  scalar: (s, [x], { dtype }) => s.cast(x, dtype),
  vjp: (dy, [x], y) => [isFloat(x.dtype) && isFloat(y.dtype) ? () => cast(dy, { dtype: x.dtype }) : undefined],
  picture: { role: "function", label: ({ dtype }) => dtype },
  notation: {
    // The same number in a wider dtype is nothing to write down.
    text: ([x], { dtype }, { dtypes }) => (widens(dtypes?.[0], dtype) ? x : atom(`${dtype}(${x.text})`)),
    latex: ([x], { dtype }, { dtypes }) => (widens(dtypes?.[0], dtype) ? x : atom(`\\mathrm{${dtype}}\\left(${x.text}\\right)`)),
    numpy: ([x], { dtype }) => atom(`${grouped(x, binding.atom)}.astype(np.${dtype === "bool" ? "bool_" : dtype})`),
  },
});

const widths = ["bool", "uint8", "int32", "float32", "float64"] as const satisfies readonly DType[];
/** float32 does not have every int32. */
const widens = (from: DType | undefined, to: DType): boolean =>
  from !== undefined && widths.indexOf(from) < widths.indexOf(to) && !(from === "int32" && to === "float32");

/** cast(x, { dtype }): the elements of x in another dtype. See {@link castOp}. */
export function cast<X extends Tensor, const D extends DType>(
  x: X,
  options: { readonly dtype: D } & Named,
): Tensor<X["shape"], D, NeedsOf<X>>;
export function cast(x: Tensor, options: { readonly dtype: DType } & Named): Tensor {
  const { dtype } = optionsOf(castOp, options);
  return apply(castOp, [x], { dtype }, options);
}
