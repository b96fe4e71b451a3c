import { type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { canonicalDim } from "../../graph/dim.ts";
import { failAt, type Op } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axis, AxisPosition, AxisProblem, ListProblem } from "../../graph/types/axes.ts";
import type { Checked } from "../../graph/types/problem.ts";

/** What reductions take: an axis, several, or all where none is given. */
export interface ReduceOptions {
  readonly axis?: Axis | readonly Axis[];
  /** Reduced axes stay, with size 1. Default false. */
  readonly keepdims?: boolean;
}

/** The positions of one axis or several, as a union; `number` where one is not known. */
export type Positions<S extends Shape, X> = [X] extends [readonly unknown[]]
  ? number extends X["length"]
    ? number
    : { [I in keyof X]: AxisPosition<S, X[I]> }[number]
  : AxisPosition<S, X>;

/** The positions of one axis or several, as a list in their order. */
export type PositionList<S extends Shape, X> = [X] extends [readonly unknown[]]
  ? { -readonly [I in keyof X]: AxisPosition<S, X[I]> }
  : [AxisPosition<S, X>];

/** Axis after axis: those at `Reduced` positions go, or become 1. */
type WithoutAxes<S extends Shape, Reduced, K, R extends Dim[] = [], At extends 0[] = []> = S extends readonly [
  infer D extends Dim,
  ...infer Rest extends Dim[],
]
  ? WithoutAxes<Rest, Reduced, K, At["length"] extends Reduced ? (K extends true ? [...R, 1] : R) : [...R, D], [...At, 0]>
  : R;

/** The shape that is left of S when the axes X (AllAxes: all) are reduced; they stay with size 1 where K is true. */
export type ReducedShape<S extends Shape, X, K> = boolean extends K
  ? Dim[]
  : [X] extends [AllAxes]
    ? K extends true
      ? { -readonly [I in keyof S]: 1 }
      : []
    : number extends S["length"]
      ? Dim[]
      : number extends Positions<S, X>
        ? Dim[]
        : WithoutAxes<S, Positions<S, X>, K>;

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

/** The position of an axis as an attribute: names and negative positions are resolved; one that x does not have is left to `infer`. */
export function axisOf(op: string, x: Tensor, axis: Axis): number {
  requireTensor(op, x);
  const rank = x.shape.length;
  if (typeof axis === "number") return axis < 0 && axis >= -rank ? axis + rank : axis;
  const position = typeof axis === "string" ? x.shape.indexOf(canonicalDim(axis) ?? axis) : -1;
  if (position < 0) {
    failAt(
      op,
      x.id,
    )({
      code: "axis",
      expected: "axis must be a position or a dim's name",
      actual: `${showValue(axis)} for ${showShape(x.shape)}`,
      cure: "correct axis",
    });
  }
  return position;
}

/** The axes that the options of a reduction of x name, all where they name none. */
export function reducedAxesOf(op: Op, x: Tensor, options?: Pick<ReduceOptions, "axis">): number[] {
  requireTensor(op.name, x);
  const { axis = x.shape.map((_, position) => position) } = optionsOf(op, options);
  return (Array.isArray(axis) ? axis : [axis]).map((one: Axis) => axisOf(op.name, x, one)).sort((p, q) => p - q);
}

/** The attributes of a reduction of x. */
export const reductionAttrs = (op: Op, x: Tensor, options?: ReduceOptions): { axis: number[]; keepdims: boolean } => ({
  axis: reducedAxesOf(op, x, options),
  keepdims: options?.keepdims ?? false,
});

/** The axes between batch and channels, which ops of images go over where none is named. */
export function axesBetween(op: string, x: Tensor): readonly number[] {
  const axes = x.shape.map((_, position) => position).slice(1, -1);
  if (axes.length > 0) return axes;
  return failAt(
    op,
    x.id,
  )({
    code: "axis",
    expected: "axes must be named where x has no axis between the first and the last",
    actual: showType(x),
    cure: "pass { axes: 0 }",
  });
}

/** Their positions, known to the compiler. */
export type AxesBetween<S extends Shape, R extends number[] = []> = S extends readonly [
  unknown,
  unknown,
  unknown,
  ...infer Rest extends Dim[],
]
  ? AxesBetween<[0, 0, ...Rest], [...R, [...R, 0]["length"] & number]>
  : R;

/** The shape of x with size 1 along the given axes, counted from the front: what keepdims leaves. */
export const keptShape = (shape: Shape, axis: readonly number[]): Dim[] => shape.map((dim, i) => (axis.includes(i) ? 1 : dim));
