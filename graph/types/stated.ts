import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { SameShape } from "./dims.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

type StatedProblem<S extends Shape, T extends Shape> =
  SameShape<S, T> extends true ? never : `shaped: x is ${ShowShape<S>}, not ${ShowShape<T>}`;

/** A shape that X may have, or why it cannot. */
export type StatedShape<X extends Tensor, T extends Shape> = Checked<StatedProblem<X["shape"], T>, readonly [...T]>;
