import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { AxisPosition, ListProblem } from "./axes.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

type Reverse<S extends Shape, R extends Dim[] = []> = S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
  ? Reverse<Rest, [D, ...R]>
  : R;

/** The dim at a position; `Dim` where it is not known which. */
type DimAt<S extends Shape, At> = number extends At ? Dim : S[At & keyof S] extends infer D extends Dim ? D : Dim;

/** The shape of x with its axes in the order P, reversed for AllAxes. */
export type Transpose<S extends Shape, P> = number extends S["length"]
  ? Dim[]
  : P extends readonly unknown[]
    ? number extends P["length"]
      ? Dim[]
      : { -readonly [I in keyof P]: DimAt<S, AxisPosition<S, P[I]>> }
    : Reverse<S>;

/** Why P does not name each axis of S once, else never. */
export type PermProblem<S extends Shape, P> = number extends S["length"]
  ? never
  : P extends readonly unknown[]
    ? number extends P["length"]
      ? never
      : [P["length"]] extends [S["length"]]
        ? ListProblem<"transpose", S, P>
        : `transpose: perm has ${P["length"]} axes, ${ShowShape<S>} has ${S["length"]}`
    : never;

/** The axes of X in another order, or why they are not. */
export type Perm<X extends Tensor, P> = Checked<PermProblem<X["shape"], P>, P>;
