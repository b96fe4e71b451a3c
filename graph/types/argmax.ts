import type { Named } from "../apply.ts";
import type { Tensor } from "../tensor.ts";
import type { Axis, AxisProblem, ScalarProblem } from "./axes.ts";
import type { NeedsOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { Reduce } from "./reduce.ts";

/** The position of the largest element along one axis, by default the last. */
export type ArgmaxFunction = <X extends Tensor, const A extends Axis = -1>(
  x: Checked<ScalarProblem<"argmax", X["shape"]>, X>,
  options?: { readonly axis?: Checked<AxisProblem<"argmax", X["shape"], A>, A> } & Named,
) => Tensor<Reduce<X["shape"], A, false>, "int32", NeedsOf<X>>;
