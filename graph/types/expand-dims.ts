import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { AxisPosition } from "./axes.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

type Insert<S extends Shape, At, R extends Dim[] = []> = R["length"] extends At
  ? [...R, 1, ...S]
  : S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
    ? Insert<Rest, At, [...R, D]>
    : Dim[];

/** S with a new axis of size 1 at the position X of the result. */
export type ExpandDims<S extends Shape, X extends number> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<[...S, 1], X>
    ? Dim[]
    : Insert<S, AxisPosition<[...S, 1], X>>;

/** Why the result has no such axis, else never. */
export type ExpandProblem<S extends Shape, X extends number> = number extends S["length"]
  ? never
  : [AxisPosition<[...S, 1], X>] extends [never]
    ? `expandDims: axis ${X} is not in the result, ${ShowShape<S>} and one axis more`
    : never;

/** Where the new axis stands in the result, or why there is no such place. */
export type NewAxis<X extends Tensor, A extends number> = Checked<ExpandProblem<X["shape"], A>, A>;
