import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Broadcast } from "./broadcast.ts";
import type { SameShape } from "./dims.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

/** S broadcasts to T when their common shape is T. */
type StretchProblem<S extends Shape, T extends Shape> =
  Broadcast<S, T> extends [infer Common extends Shape]
    ? SameShape<Common, T> extends true
      ? never
      : `broadcastTo: ${ShowShape<S>} does not broadcast to ${ShowShape<T>}`
    : `broadcastTo: ${ShowShape<S>} does not broadcast to ${ShowShape<T>}`;

/** A shape that X is repeated to, or why it cannot be. */
export type StretchedShape<X extends Tensor, T extends Shape> = Checked<StretchProblem<X["shape"], T>, readonly [...T]>;
