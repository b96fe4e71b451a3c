import { apply, type Named, type Operand, optionsOf, requireList } from "../../graph/apply.ts";
import { isTensor } from "../../graph/builder.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AxisPosition } from "../../graph/types/axes.ts";
import type { NeedsOf, ShapeOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { requireSameDType } from "../shared/infer.ts";
import { latexBelow } from "../shared/notation.ts";
import { type ConcatDType, concat, type FirstTensor, type JoinAll, type ListDTypeProblem, type ShowShapes } from "./concat.ts";
import { expandDims } from "./expand-dims.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";

export interface StackAttrs {
  readonly axis: number;
}

/**
 * stack([a, b, …]) = a, b, … one after the other along a new axis, the first of the result where none is given.
 *
 * xs: any[...S, ...T] each, one dtype → that dtype[...S, how many, ...T]
 * Edges:   one tensor alone gets an axis of size 1.
 * Errors:  OpError when dtypes or shapes differ, or the result has no such axis.
 * Source:  NumPy stack; PyTorch stack.
 */
export const stackOp = defineOp<StackAttrs>({
  name: "stack",
  inputs: ["...xs"],
  attrs: { axis: "integer" },
  infer: inferStack,
  definition: (xs, { axis }) =>
    concat(
      xs.map((x) => expandDims(x, { axis })),
      { axis },
    ),
  vjp: (dy, xs, _, { axis }) =>
    xs.map((x, position) => () => reshape(slice(dy, { axis, start: position, stop: position + 1 }), { shape: x.shape })),
  picture: { role: "function", label: ({ axis }) => `stack${unlessFirst(axis)}`, title: "Stack" },
  notation: {
    text: (xs, { axis }) => atom(`stack(${xs.map((x) => x.text).join(", ")}${unlessFirst(axis)})`),
    latex: (xs, { axis }) =>
      atom(`\\operatorname{stack}${latexBelow(unlessFirst(axis))}\\left(${xs.map((x) => x.text).join(",\\, ")}\\right)`),
  },
});

const unlessFirst = (axis: number): string => (axis === 0 ? "" : `, axis ${axis}`);

function inferStack(xs: Operands<TensorType>, { axis }: StackAttrs, fail: Fail): TensorType {
  requireSameDType(xs, fail);
  const [{ shape, dtype }] = xs;
  if (!xs.every((x) => sameShape(x.shape, shape))) {
    fail({ code: "stack-shape", expected: "shapes must be equal", actual: showTypes(xs), cure: "reshape or slice them" });
  }
  const rank = shape.length;
  if (!(axis >= 0 && axis <= rank)) {
    fail({
      code: "axis",
      expected: `axis must be one of ${-rank - 1} to ${rank}`,
      actual: `axis ${axis} for ${showShape(shape)}`,
      cure: "correct axis",
    });
  }
  return { shape: [...shape.slice(0, axis), xs.length, ...shape.slice(axis)], dtype };
}

/** The shape that all of a list have, "differ" where they certainly do. */
type Common<Xs> = Xs extends readonly [infer First, ...infer Rest] ? JoinAll<ShapeOf<First>, Rest, never> : Dim[];

/** S with N inserted at the position At. */
type Insert<S extends Shape, At, N extends Dim, R extends Dim[] = []> = R["length"] extends At
  ? [...R, N, ...S]
  : S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
    ? Insert<Rest, At, N, [...R, D]>
    : Dim[];

/** S with N inserted at the position A of the result. */
export type Stacked<S, A, N extends Dim> = S extends Shape
  ? number extends S["length"]
    ? Dim[]
    : number extends AxisPosition<[...S, 1], A>
      ? Dim[]
      : Insert<S, AxisPosition<[...S, 1], A>, N>
  : Dim[];

/** The shape of a list stacked along the axis A of the result; unknown for lists of unknown length. */
type Stack<Xs extends readonly Operand[], A> = number extends Xs["length"] ? Dim[] : Stacked<Common<Xs>, A, Xs["length"]>;

/** Why the result has no place for another axis at A, else never. */
export type PlaceProblem<Op extends string, S, A> = S extends Shape
  ? number extends S["length"]
    ? never
    : [AxisPosition<[...S, 1], A>] extends [never]
      ? `${Op}: axis ${A & number} is not in the result, ${ShowShape<S>} and one axis more`
      : never
  : never;

/** Why a list cannot be stacked along the axis A, else never. */
type StackProblem<Xs extends readonly Operand[], A> = number extends Xs["length"]
  ? never
  : [FirstTensor<Xs>] extends [never]
    ? "stack: one operand must be a tensor of the graph; make one with g.constant"
    : Checked<
        ListDTypeProblem<FirstTensor<Xs>, Xs, "stack">,
        Common<Xs> extends string ? `stack: shapes must be equal, got ${ShowShapes<Xs>}` : PlaceProblem<"stack", Common<Xs>, A>
      >;

/** A list that can be stacked along the axis A, or why it cannot. */
type Stackable<Xs extends readonly Operand[], A> = Checked<StackProblem<Xs, A>, Xs>;

/** stack([a, b, …]) = one after the other along the new axis `axis`, by default the first. See {@link stackOp}. */
export function stack<const Xs extends readonly Operand[], const A extends number = 0>(
  xs: Stackable<Xs, A>,
  options?: { readonly axis?: A } & Named,
): Tensor<Stack<Xs, A>, ConcatDType<Xs>, NeedsOf<Xs[number]>>;
export function stack(xs: readonly Operand[], options?: { readonly axis?: number } & Named): Tensor {
  requireList("stack", xs, "{ axis: 0 }");
  const { axis = 0 } = optionsOf(stackOp, options);
  const rank = (xs.find(isTensor)?.shape.length ?? 0) + 1;
  return apply(stackOp, xs, { axis: axis < 0 && axis >= -rank ? axis + rank : axis }, options);
}
