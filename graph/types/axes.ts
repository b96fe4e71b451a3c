import type { Named } from "../apply.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Checked } from "./problem.ts";
import type { ShowDim, ShowShape } from "./show.ts";

/** An axis by position (negative: from the end) or by the name of its dim. */
export type Axis = number | string;

/** Stands for "no axis given": a type of its own, for `undefined` cannot be told from a wide type without strict null checks. */
export interface AllAxes {
  readonly every: never;
}

/** What a reduction goes over. */
export type Axes = Axis | readonly Axis[] | AllAxes;

/** The position of "-k" in a shape: as many axes as are left when the last k are dropped. */
type FromEnd<S extends Shape, K extends string, Dropped extends 0[] = [0]> = S extends readonly [...infer Rest extends Dim[], unknown]
  ? `${Dropped["length"]}` extends K
    ? Rest["length"]
    : FromEnd<Rest, K, [...Dropped, 0]>
  : never;

/** The position of the first dim of that name; `number` where it cannot be told. */
type PositionOfName<S extends Shape, Name extends string, Before extends 0[] = []> = S extends readonly [
  infer First,
  ...infer Rest extends Dim[],
]
  ? [First] extends readonly [Name]
    ? Before["length"]
    : string extends First
      ? number
      : PositionOfName<Rest, Name, [...Before, 0]>
  : never;

type IsUnion<X, All = X> = X extends unknown ? ([All] extends [X] ? false : true) : never;

/** The position of one axis: `number` where the shape or the axis is not known, never where the shape has no such axis. */
export type AxisPosition<S extends Shape, X> = number extends S["length"]
  ? number
  : number extends X
    ? number
    : string extends X
      ? number
      : IsUnion<X> extends true
        ? number
        : X extends number
          ? `${X}` extends `-${infer K}`
            ? FromEnd<S, K>
            : `${X}` extends keyof S
              ? X
              : never
          : X extends string
            ? PositionOfName<S, X>
            : never;

/** Why a shape has no such axis, else never. */
export type AxisProblem<Op extends string, S extends Shape, X> = [AxisPosition<S, X>] extends [never]
  ? `${Op}: axis ${ShowDim<X>} is not in ${ShowShape<S>}`
  : never;

/** Why the axes of a list are not of a shape, each once; else never. */
export type ListProblem<Op extends string, S extends Shape, X extends readonly unknown[], Seen = never> = X extends readonly [
  infer First,
  ...infer Rest,
]
  ? [AxisPosition<S, First>] extends [never]
    ? AxisProblem<Op, S, First>
    : number extends AxisPosition<S, First>
      ? ListProblem<Op, S, Rest, Seen>
      : [AxisPosition<S, First>] extends [Seen]
        ? `${Op}: axis ${ShowDim<First>} of ${ShowShape<S>} is named twice`
        : ListProblem<Op, S, Rest, Seen | AxisPosition<S, First>>
  : never;

type ScalarProblem<Op extends string, S extends Shape> = S extends readonly []
  ? `${Op}: x must have at least one axis, got a scalar; reshape it to [1]`
  : never;

/** T, by default X, where X has an axis; or the error text. */
export type Ranked<Op extends string, X extends Tensor, T = X> = Checked<ScalarProblem<Op, X["shape"]>, T>;

/** The options of an op along one axis of X. */
export interface AlongAxis<Op extends string, X extends Tensor, A> extends Named {
  /** By position or name. */
  readonly axis?: Checked<AxisProblem<Op, X["shape"], A>, A>;
}
