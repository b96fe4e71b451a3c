import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Leading, SameShape } from "./dims.ts";
import type { KindProblem, MayBeInt } from "./dtypes.ts";
import type { DTypeOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape, ShowType } from "./show.ts";

/** Scores [...B, C], or why they are none. */
export type Scores<Op extends string, P extends Tensor> = Checked<
  Checked<
    KindProblem<Op, "a float tensor", P, "p">,
    P["shape"] extends readonly [] ? `${Op}: p must have a class axis, got a scalar; give p as [batch, classes]` : never
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
export type Labels<Op extends string, P extends Tensor, Y extends Tensor> = Checked<
  P["shape"] extends readonly [] ? never : Fit<Op, P, Y>,
  Y
>;

/** The shape of the losses of a batch of scores S. */
export type LossShape<S extends Shape, Reduction> = [Reduction] extends ["none"]
  ? Leading<S>
  : [Reduction] extends ["mean" | "sum"]
    ? []
    : Dim[];
