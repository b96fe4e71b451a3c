import type { Operand } from "../apply.ts";
import type { DType } from "../dtype.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Sum } from "./arithmetic.ts";
import type { AxisPosition, AxisProblem } from "./axes.ts";
import type { SameDim } from "./dims.ts";
import type { DTypeProblem } from "./dtypes.ts";
import type { CommonDType, ShapeOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

type Operands = readonly Operand[];

/** The first handle of a list: literals take its dtype, axes are counted in it. */
type FirstTensor<Xs> = Xs extends readonly [infer X, ...infer Rest]
  ? X extends { readonly dtype: unknown }
    ? X
    : FirstTensor<Rest>
  : never;

/** Two dims that are joined: [A + B], or "named" for a name, whose sums have none. */
type JoinDims<A, B> = A extends number ? (B extends number ? [Sum<A, B>] : "named") : "named";

/** A and B joined along the position At; "differ" or "named" where they cannot be. */
type Join<A extends Shape, B extends Shape, At, R extends Dim[] = []> = A extends readonly [infer a, ...infer As extends Dim[]]
  ? B extends readonly [infer b, ...infer Bs extends Dim[]]
    ? (R["length"] extends At ? JoinDims<a, b> : SameDim<a, b>) extends infer Dims
      ? Dims extends readonly [infer D extends Dim]
        ? Join<As, Bs, At, [...R, D]>
        : Dims extends "named"
          ? "named"
          : "differ"
      : never
    : "differ"
  : B extends readonly []
    ? R
    : "differ";

/** S joined with the shapes of Xs, one after the other. */
type JoinAll<S, Xs, At> = S extends Shape
  ? number extends S["length"]
    ? Dim[]
    : Xs extends readonly [infer X, ...infer Rest]
      ? number extends ShapeOf<X>["length"]
        ? Dim[]
        : JoinAll<Join<S, ShapeOf<X>, At>, Rest, At>
      : S
  : S;

type Joined<Xs, At> = number extends At
  ? Dim[]
  : Xs extends readonly [infer First, ...infer Rest]
    ? JoinAll<ShapeOf<First>, Rest, At>
    : Dim[];

/** Where the axis X of a list stands. */
type PositionIn<Xs, X> = AxisPosition<ShapeOf<FirstTensor<Xs>>, X>;

/** The shape of a list joined along the axis X; unknown for lists of unknown length. */
export type Concat<Xs extends Operands, X> = number extends Xs["length"]
  ? Dim[]
  : Joined<Xs, PositionIn<Xs, X>> extends infer S extends Shape
    ? S
    : Dim[];

type DTypeAmong<X> = X extends { readonly dtype: infer D extends DType } ? D : never;

/** The dtype of the list. */
export type ConcatDType<Xs extends Operands, D = DType> = number extends Xs["length"]
  ? DTypeAmong<Xs[number]>
  : Xs extends readonly [infer X, ...infer Rest extends Operands]
    ? ConcatDType<Rest, CommonDType<X, { readonly dtype: D }>>
    : D;

type ListDTypeProblem<First, Xs> = Xs extends readonly [infer X, ...infer Rest]
  ? Checked<DTypeProblem<"concat", "any tensor", First, X>, ListDTypeProblem<First, Rest>>
  : never;

type ShowShapes<Xs, Text extends string = ""> = Xs extends readonly [infer X, ...infer Rest]
  ? ShowShapes<Rest, `${Text}${Text extends "" ? "" : ", "}${ShowShape<ShapeOf<X>>}`>
  : Text;

type JoinProblem<Xs, At> =
  Joined<Xs, At> extends infer Problem extends string
    ? Problem extends "named"
      ? `concat: dims along the axis must be numbers, their sum has no name, got ${ShowShapes<Xs>}`
      : `concat: shapes must be equal but for one axis, got ${ShowShapes<Xs>}`
    : never;

/** Why a list cannot be joined along the axis X, else never. */
export type ConcatProblem<Xs extends Operands, X> = number extends Xs["length"]
  ? never
  : [FirstTensor<Xs>] extends [never]
    ? "concat: one operand must be a tensor of the graph; make one with g.constant"
    : Checked<
        ListDTypeProblem<FirstTensor<Xs>, Xs>,
        [PositionIn<Xs, X>] extends [never] ? AxisProblem<"concat", ShapeOf<FirstTensor<Xs>>, X> : JoinProblem<Xs, PositionIn<Xs, X>>
      >;

/** A list that can be joined along the axis X, or why it cannot. */
export type Joinable<Xs extends Operands, X> = Checked<ConcatProblem<Xs, X>, Xs>;
