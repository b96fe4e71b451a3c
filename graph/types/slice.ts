import type { Named } from "../apply.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Difference } from "./arithmetic.ts";
import type { AxisPosition, AxisProblem, Ranked } from "./axes.ts";
import type { WithDim } from "./dims.ts";
import type { Checked } from "./problem.ts";
import type { ShowDim, ShowShape } from "./show.ts";

/** Stands for "to the end". */
export interface End {
  readonly end: never;
}

/** A position counted from the front and moved inside 0 … Size: negative ones count from the end. */
type Inside<Size extends number, At> = number extends At
  ? number
  : At extends number
    ? `${At}` extends `-${infer K extends number}`
      ? Difference<Size, K>
      : Difference<Size, Difference<Size, At>>
    : Size;

/** Stop − start, or 0 where stop is before start. */
type Kept<D, Start, Stop> = D extends number ? Difference<Inside<D, Stop>, Inside<D, Start>> : number;

type DimAt<S extends Shape, At> = S[At & keyof S];

/** The shape of x[start:stop] along the axis X. */
export type Slice<S extends Shape, X, Start, Stop> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<S, X>
    ? Dim[]
    : [AxisPosition<S, X>] extends [infer At extends number]
      ? WithDim<S, At, Kept<DimAt<S, At>, Start, Stop>>
      : Dim[];

/** Why the size of the axis X cannot be cut, else never. */
type NamedProblem<S extends Shape, X> =
  number extends AxisPosition<S, X>
    ? never
    : DimAt<S, AxisPosition<S, X>> extends infer D extends string
      ? string extends D
        ? never
        : `slice: the size of axis ${ShowDim<X>} of ${ShowShape<S>} must be a number; declare ${D} as a number, or slice what you feed`
      : never;

/** A tensor whose axis A can be cut, or why it cannot. */
export type Sliceable<X extends Tensor, A> = Ranked<"slice", X, Checked<NamedProblem<X["shape"], A>, X>>;

/** The part of an axis that slice keeps; negative positions count from the end. */
export interface SliceOf<X extends Tensor, A, Start, Stop> extends Named {
  /** Default 0, the first axis. */
  readonly axis?: Checked<AxisProblem<"slice", X["shape"], A>, A>;
  /** First position that is kept, default 0. */
  readonly start?: Start;
  /** First position that is no longer kept, default the size of the axis. */
  readonly stop?: Stop;
}
