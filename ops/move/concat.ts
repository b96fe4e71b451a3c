import { apply, type Named, type Operand, optionsOf, requireList } from "../../graph/apply.ts";
import { isTensor } from "../../graph/builder.ts";
import { addDims } from "../../graph/dim.ts";
import type { DType } from "../../graph/dtype.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Sum } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition, AxisProblem } from "../../graph/types/axes.ts";
import type { SameDim } from "../../graph/types/dims.ts";
import type { DTypeProblem } from "../../graph/types/dtypes.ts";
import type { CommonDType, NeedsOf, OfDType, ShapeOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { axisOf } from "../shared/axes.ts";
import { requireSameDType, resolveAxis } from "../shared/infer.ts";
import { latexBelow } from "../shared/notation.ts";
import { slice } from "./slice.ts";

export interface ConcatAttrs {
  readonly axis: number;
}

/**
 * concat([a, b, …]) = a, b, … one after the other along one axis, the first where none is given.
 *
 * xs: any[...S, Dᵢ, ...T], one dtype → that dtype[...S, Σ Dᵢ, ...T]
 * Edges:   one tensor alone is returned as it is; parts of size 0 add nothing; batch and batch are 2*batch, batch and time batch+time.
 * Errors:  OpError when dtypes, ranks or the other dims differ.
 * Source:  NumPy concatenate; ONNX Concat-13.
 */
export const concatOp = defineOp<ConcatAttrs>({
  name: "concat",
  inputs: ["...xs"],
  attrs: { axis: "integer" },
  infer: inferConcat,
  identity: (_, literals) => (literals.length === 1 ? 0 : undefined),
  move: (xs, y, { axis }) => {
    const position = axis < 0 ? axis + y.shape.length : axis;
    let column = 0;
    return xs.map(({ shape }, input) => {
      const at = shape.map((_, i) => (i === position ? column : 0));
      column += shape[position] as number;
      return { input, from: 0, steps: stridesOf(shape), at, shape };
    });
  },
  vjp: (dy, xs, _, { axis }) => {
    if (xs.length === 1) return [() => dy];
    let start: Dim = 0;
    return xs.map((x) => {
      const stop = addDims(start, x.shape.at(axis) as Dim);
      const range = { axis, start, stop };
      start = stop;
      return () => slice(dy, range);
    });
  },
  picture: { role: "function", label: ({ axis }) => `concat${unlessFirst(axis)}` },
  notation: {
    text: (xs, { axis }) => atom(`concat(${xs.map((x) => x.text).join(", ")}${unlessFirst(axis)})`),
    latex: (xs, { axis }) => atom(`\\left[${xs.map((x) => x.text).join(";\\, ")}\\right]${latexBelow(unlessFirst(axis))}`),
    numpy: (xs, { axis }) => atom(`np.concatenate([${xs.map((x) => x.text).join(", ")}], axis=${axis})`),
  },
});

const unlessFirst = (axis: number): string => (axis === 0 ? "" : `, axis ${axis}`);

function inferConcat(xs: Operands<TensorType>, { axis }: ConcatAttrs, fail: Fail): TensorType {
  requireSameDType(xs, fail);
  const [first] = xs;
  const position = resolveAxis(axis, first, fail);
  const fits = (x: TensorType): boolean =>
    x.shape.length === first.shape.length && x.shape.every((dim, i) => i === position || dim === first.shape[i]);
  if (!xs.every(fits)) {
    fail({
      code: "concat-shape",
      expected: `shapes must be equal but for axis ${position}`,
      actual: showTypes(xs),
      cure: "reshape or slice them",
    });
  }
  const total = xs.map((x) => x.shape[position] as Dim).reduce(addDims);
  return { shape: [...first.shape.slice(0, position), total, ...first.shape.slice(position + 1)], dtype: first.dtype };
}

/** The first handle of a list: literals take its dtype, axes are counted in it. */
export type FirstTensor<Xs> = Xs extends readonly [infer X, ...infer Rest] ? (X extends OfDType<unknown> ? X : FirstTensor<Rest>) : never;

/** Two dims that are joined: [A + B]; what a name and another dim make is not known to the compiler. */
type JoinDims<A, B> = [A, B] extends readonly [infer a extends number, infer b extends number]
  ? [Sum<a, b>]
  : [A] extends readonly [0]
    ? [B]
    : [B] extends readonly [0]
      ? [A]
      : [Dim];

/** A and B joined along the position At; "differ" where they cannot be. */
type Join<A extends Shape, B extends Shape, At, R extends Dim[] = []> = A extends readonly [infer a, ...infer As extends Dim[]]
  ? B extends readonly [infer b, ...infer Bs extends Dim[]]
    ? (R["length"] extends At ? JoinDims<a, b> : SameDim<a, b>) extends infer Dims
      ? Dims extends readonly [infer D extends Dim]
        ? Join<As, Bs, At, [...R, D]>
        : "differ"
      : never
    : "differ"
  : B extends readonly []
    ? R
    : "differ";

/** S joined with the shapes of Xs, one after the other. */
export type JoinAll<S, Xs, At> = S extends Shape
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
type Concat<Xs extends readonly Operand[], X> = number extends Xs["length"]
  ? Dim[]
  : Joined<Xs, PositionIn<Xs, X>> extends infer S extends Shape
    ? S
    : Dim[];

type DTypeAmong<X> = X extends OfDType<infer D extends DType> ? D : never;

/** The dtype of the list. */
export type ConcatDType<Xs extends readonly Operand[], D = DType> = number extends Xs["length"]
  ? DTypeAmong<Xs[number]>
  : Xs extends readonly [infer X, ...infer Rest extends readonly Operand[]]
    ? ConcatDType<Rest, CommonDType<X, { readonly dtype: D }>>
    : D;

export type ListDTypeProblem<First, Xs, Op extends string> = Xs extends readonly [infer X, ...infer Rest]
  ? Checked<DTypeProblem<Op, "any tensor", First, X>, ListDTypeProblem<First, Rest, Op>>
  : never;

export type ShowShapes<Xs, Text extends string = ""> = Xs extends readonly [infer X, ...infer Rest]
  ? ShowShapes<Rest, `${Text}${Text extends "" ? "" : ", "}${ShowShape<ShapeOf<X>>}`>
  : Text;

type JoinProblem<Xs, At> = Joined<Xs, At> extends string ? `concat: shapes must be equal but for one axis, got ${ShowShapes<Xs>}` : never;

/** Why a list cannot be joined along the axis X, else never. */
type ConcatProblem<Xs extends readonly Operand[], X> = number extends Xs["length"]
  ? never
  : [FirstTensor<Xs>] extends [never]
    ? "concat: one operand must be a tensor of the graph; make one with g.constant"
    : Checked<
        ListDTypeProblem<FirstTensor<Xs>, Xs, "concat">,
        [PositionIn<Xs, X>] extends [never] ? AxisProblem<"concat", ShapeOf<FirstTensor<Xs>>, X> : JoinProblem<Xs, PositionIn<Xs, X>>
      >;

/** A list that can be joined along the axis X, or why it cannot. */
type Joinable<Xs extends readonly Operand[], X> = Checked<ConcatProblem<Xs, X>, Xs>;

/** concat([a, b, …]) = one after the other along `axis`, by default the first. See {@link concatOp}. */
export function concat<const Xs extends readonly Operand[], const A extends Axis = 0>(
  xs: Joinable<Xs, A>,
  options?: { readonly axis?: A } & Named,
): Tensor<Concat<Xs, A>, ConcatDType<Xs>, NeedsOf<Xs[number]>>;
export function concat(xs: readonly Operand[], options?: { readonly axis?: Axis } & Named): Tensor {
  requireList("concat", xs, "{ axis: 0 }");
  const { axis = 0 } = optionsOf(concatOp, options);
  const first = xs.find(isTensor);
  return apply(concatOp, xs, { axis: first ? axisOf("concat", first, axis) : 0 }, options);
}
