import type { Operand } from "../apply.ts";
import type { Tensor } from "../tensor.ts";
import type { SameShape } from "./dims.ts";
import type { DTypeProblem, KindProblem } from "./dtypes.ts";
import type { ShapeOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape, ShowType } from "./show.ts";

type ScalarProblem<Op extends string, P extends Tensor, Name extends string> = P["shape"] extends readonly []
  ? `${Op}: ${Name} must have an axis of outputs, got a scalar; give ${Name} as [batch, outputs]`
  : never;

/** Outputs [...B, K] of a network, or why they are none. */
export type Outputs<Op extends string, P extends Tensor, Name extends string = "p"> = Checked<
  Checked<KindProblem<Op, "a float tensor", P, Name>, ScalarProblem<Op, P, Name>>,
  P
>;

/** Targets of any dtype in the shape of the outputs P, or why they are none: nothing is broadcast. */
export type Targets<Op extends string, P extends Tensor, Y extends Tensor, Name extends string = "p"> = Checked<
  SameShape<P["shape"], Y["shape"]> extends true
    ? never
    : `${Op}: y must have the shape of ${Name}, ${ShowShape<P["shape"]>}, got ${ShowType<Y>}; reshape one of them`,
  Y
>;

/** One number of the dtype of P, or why it is none. */
export type Precision<Op extends string, P extends Tensor, Q extends Operand> = Checked<
  Checked<
    DTypeProblem<Op, "a float tensor", P, Q>,
    SameShape<ShapeOf<Q>, []> extends true ? never : `${Op}: precision must be one number, got ${ShowShape<ShapeOf<Q>>}`
  >,
  Q
>;

/** One number to count by, or why it is none. */
export type Counter<Op extends string, C extends Tensor> = Checked<
  Checked<
    KindProblem<Op, "numbers", C, "counter">,
    SameShape<C["shape"], []> extends true
      ? never
      : `${Op}: counter must be one number, got ${ShowType<C>}; pass a scalar, such as a step counter`
  >,
  C
>;
