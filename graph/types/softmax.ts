import type { Named } from "../apply.ts";
import type { Tensor } from "../tensor.ts";
import type { Axis, AxisProblem, ScalarProblem } from "./axes.ts";
import type { KindProblem } from "./dtypes.ts";
import type { Checked } from "./problem.ts";

/** Normalises along one axis, by default the last: the result is of the same type. */
export type SoftmaxFunction = <X extends Tensor, const A extends Axis = -1>(
  x: Checked<Checked<KindProblem<"softmax", "a float tensor", X, "x">, ScalarProblem<"softmax", X["shape"]>>, X>,
  options?: { readonly axis?: Checked<AxisProblem<"softmax", X["shape"], A>, A> } & Named,
) => X;
