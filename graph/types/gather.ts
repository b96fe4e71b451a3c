import type { Tensor } from "../tensor.ts";
import type { Leading, SameShape } from "./dims.ts";
import type { KindProblem } from "./dtypes.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape, ShowType } from "./show.ts";

type ShapeProblem<X extends Tensor, I extends Tensor> = X["shape"] extends readonly []
  ? never
  : SameShape<I["shape"], Leading<X["shape"]>> extends true
    ? never
    : `gather: indices must be ${ShowShape<Leading<X["shape"]>>}, the shape of x without its last axis, got ${ShowType<I>}; reshape the indices`;

/** Indices into the last axis of X, one for each position of the others; or why they are none. */
export type Indices<X extends Tensor, I extends Tensor> = Checked<
  Checked<KindProblem<"gather", "an int tensor", I, "indices">, ShapeProblem<X, I>>,
  I
>;
