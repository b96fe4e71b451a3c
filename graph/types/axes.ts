import type { Dim, Shape } from "../shape.ts";
import type { ShowDim, ShowShape } from "./show.ts";

/** An axis by position (negative: from the end) or by the name of its dim. */
export type Axis = number | string;

/** Stands for "no axis given": a type of its own, for `undefined` cannot be told from a wide type without strict null checks. */
export interface AllAxes {
  readonly every: never;
}

/** The position of "-k" in a shape: as many axes as are left when the last k are dropped. */
type FromEnd<S extends Shape, K extends string, Dropped extends 0[] = [0]> = S extends readonly [...infer Rest extends Dim[], unknown]
  ? `${Dropped["length"]}` extends K
    ? Rest["length"]
    : FromEnd<Rest, K, [...Dropped, 0]>
  : never;

/** The position of the first dim of that name; `number` where it cannot be told. */
type Named<S extends Shape, Name extends string, Before extends 0[] = []> = S extends readonly [infer First, ...infer Rest extends Dim[]]
  ? [First] extends readonly [Name]
    ? Before["length"]
    : string extends First
      ? number
      : Named<Rest, Name, [...Before, 0]>
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
            ? Named<S, X>
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

/** Why x must not be a scalar, else never. */
export type ScalarProblem<Op extends string, S extends Shape, Name extends string = "x"> = S extends readonly []
  ? `${Op}: ${Name} must have at least one axis, got a scalar; reshape it to [1]`
  : never;
