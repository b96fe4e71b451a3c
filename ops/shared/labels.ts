import { isInt } from "../../graph/dtype.ts";
import type { AnyTensor, Fail, Operands, TensorType } from "../../graph/op.ts";
import { type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Leading, SameShape } from "../../graph/types/dims.ts";
import type { KindProblem, MayBeInt } from "../../graph/types/dtypes.ts";
import type { DTypeOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape, ShowType } from "../../graph/types/show.ts";
import { mul } from "../elementwise/mul.ts";
import { sub } from "../elementwise/sub.ts";
import { oneHot } from "../index/one-hot.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat } from "./infer.ts";
import { asTargets } from "./losses.ts";

/** Scores [...B, C], by that name, or why they are none. */
export type Scores<Op extends string, P extends Tensor, Name extends string = "p"> = Checked<
  Checked<
    KindProblem<Op, "a float tensor", P, Name>,
    P["shape"] extends readonly [] ? `${Op}: ${Name} must have a class axis, got a scalar; give ${Name} as [batch, classes]` : never
  >,
  P
>;

type Fit<Op extends string, P extends Tensor, Y extends Tensor> =
  SameShape<Y["shape"], P["shape"]> extends true
    ? never
    : MayBeInt<DTypeOf<Y>> extends true
      ? SameShape<Y["shape"], Leading<P["shape"]>> extends true
        ? never
        : Misfit<Op, P, Y>
      : Misfit<Op, P, Y>;

type Misfit<
  Op extends string,
  P extends Tensor,
  Y extends Tensor,
> = `${Op}: y must be int labels ${ShowShape<Leading<P["shape"]>>} or targets ${ShowShape<P["shape"]>}, got ${ShowType<Y>}; reshape or cast() y`;

/** Labels of scores P: ints [...B], or targets [...B, C] of any dtype; or why they are none. */
export type LabelsOf<Op extends string, P extends Tensor, Y extends Tensor> = Checked<
  P["shape"] extends readonly [] ? never : Fit<Op, P, Y>,
  Y
>;

/**
 * The batch shape [...B] of scores p[...B, C], by that name, with labels y: int class labels [...B], or targets [...B, C] of any dtype.
 * Calls `fail` when y is neither.
 */
export function inferLabels([p, y]: Operands<TensorType>, fail: Fail, name = "p"): Shape {
  requireFloat(p, name, fail);
  if (p.shape.length === 0)
    fail({ code: "rank", expected: `${name} must have a class axis`, actual: showType(p), cure: `give ${name} as [batch, classes]` });
  const batch = p.shape.slice(0, -1);
  const targets = sameShape(y.shape, p.shape);
  const fits = targets || (isInt(y.dtype) && sameShape(y.shape, batch));
  if (!fits) {
    fail({
      code: "labels",
      expected: `y must be int labels ${showShape(batch)} or targets ${showShape(p.shape)} for ${name} ${showType(p)}`,
      actual: showType(y),
      cure: "reshape or cast() y",
    });
  }
  // No label can be one of 0 … −1; what labels become (one-hot rows, an index) could not be built.
  if (!targets && p.shape.at(-1) === 0) {
    fail({ code: "classes", expected: `${name} must have at least one class`, actual: showType(p), cure: "give the number of classes" });
  }
  return batch;
}

/** The labels as probabilities of p's dtype: ints as one-hot rows. */
export const targets = (y: AnyTensor, p: AnyTensor): AnyTensor =>
  y.shape.length < p.shape.length ? oneHot(y, { depth: p.shape.at(-1) as number, dtype: p.dtype }) : asTargets(y, p);

/** p Σy − y: what −Σ y log p slopes by through the softmax that has made p. Σy of int labels is 1. */
export function softmaxSlope(p: AnyTensor, y: AnyTensor): AnyTensor {
  const t = targets(y, p);
  return sub(y.shape.length < p.shape.length ? p : mul(p, sum(t, { axis: -1, keepdims: true })), t);
}
