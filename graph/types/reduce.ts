import type { Named } from "../apply.ts";
import type { FloatType } from "../dtype.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { AllAxes, AxisPosition, AxisProblem, ListProblem } from "./axes.ts";
import type { Checked } from "./problem.ts";

/** The positions of one axis or several, as a union; `number` where one is not known. */
type Positions<S extends Shape, X> = [X] extends [readonly unknown[]]
  ? number extends X["length"]
    ? number
    : { [I in keyof X]: AxisPosition<S, X[I]> }[number]
  : AxisPosition<S, X>;

/** Axis after axis: those at `Reduced` positions go, or become 1. */
type Walk<S extends Shape, Reduced, K, R extends Dim[] = [], At extends 0[] = []> = S extends readonly [
  infer D extends Dim,
  ...infer Rest extends Dim[],
]
  ? Walk<Rest, Reduced, K, At["length"] extends Reduced ? (K extends true ? [...R, 1] : R) : [...R, D], [...At, 0]>
  : R;

/** The shape that is left of S when the axes X (AllAxes: all) are reduced; they stay with size 1 where K is true. */
export type Reduce<S extends Shape, X, K> = boolean extends K
  ? Dim[]
  : [X] extends [AllAxes]
    ? K extends true
      ? { -readonly [I in keyof S]: 1 }
      : []
    : number extends S["length"]
      ? Dim[]
      : number extends Positions<S, X>
        ? Dim[]
        : Walk<S, Positions<S, X>, K>;

/** Why the axes X cannot be reduced, else never. */
export type AxesProblem<Op extends string, S extends Shape, X> = [X] extends [AllAxes]
  ? never
  : [X] extends [readonly unknown[]]
    ? ListProblem<Op, S, X>
    : AxisProblem<Op, S, X>;

/** The options of an op over the axes A of X. */
export interface OverAxes<Op extends string, X extends Tensor, A> extends Named {
  /** One axis or several, by position or name; all where none is given. */
  readonly axis?: Checked<AxesProblem<Op, X["shape"], A>, A>;
}

/** The options of a reduction of X over the axes A. */
export interface ReductionOptions<Op extends string, X extends Tensor, A, K> extends OverAxes<Op, X, A> {
  /** Reduced axes stay, with size 1. Default false. */
  readonly keepdims?: K;
}

/** Sums of ints and bools are int32. */
export type SumDType<D> = [D & ("int32" | "uint8" | "bool")] extends [never] ? D : D extends FloatType ? D : "int32";
