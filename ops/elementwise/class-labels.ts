import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { IntTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { requireInt } from "../shared/infer.ts";

/**
 * classLabels(y, { classes }) = y, where every label is one of 0 … classes − 1.
 *
 * y: int[...S] → int32[...S]
 * Edges:   labels count from 0; negative ones are refused, they do not count from the end.
 * Errors:  OpError when y is not an int tensor or classes < 1; at run when a label is out of range.
 * Source:  the class labels of NNFS ch. 5, checked.
 */
export const classLabelsOp = defineOp<{ readonly classes: number }>({
  name: "classLabels",
  inputs: ["y"],
  attrs: { classes: "integer" },
  infer: ([y], { classes }, fail) => {
    requireInt(y, "y", fail);
    if (classes < 1)
      fail({ code: "classes", expected: "classes must be at least 1", actual: String(classes), cure: "give the number of classes" });
    return { shape: y.shape, dtype: "int32" };
  },
  scalar: (s, [y], { classes }) => s.cast(s.checked(y, classes), "int32"),
  vjp: "not-differentiable",
  picture: { role: "function", label: "labels" },
  notation: { text: ([y]) => y, latex: ([y]) => y, numpy: ([y]) => atom(`${grouped(y, binding.atom)}.astype(np.int32)`) },
});

/** classLabels(y, { classes }): y as int32, refused at run where a label is not one of 0 … classes − 1. See {@link classLabelsOp}. */
export function classLabels<Y extends Tensor>(
  y: IntTensor<"classLabels", Y, "y">,
  options: { readonly classes: number } & Named,
): Tensor<Y["shape"], "int32", NeedsOf<Y>>;
export function classLabels(y: Tensor, options: { readonly classes: number } & Named): Tensor {
  const { classes } = optionsOf(classLabelsOp, options);
  return apply(classLabelsOp, [y], { classes }, options);
}
