import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, AxisPosition, Ranked } from "../../graph/types/axes.ts";
import type { IntTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { axisOf } from "../shared/axes.ts";
import { requireInt, resolveAxis } from "../shared/infer.ts";
import { latexBase } from "../shared/notation.ts";
import { scatterAdd } from "./scatter-add.ts";

export interface TakeAttrs {
  readonly axis: number;
}

/**
 * take(x, indices) = x[indices]: of each index the row of x, or what lies at that position of another axis.
 *
 * x: any[...S, N, ...T], indices: int[...I] → dtype of x[...S, ...I, ...T]
 * Edges:   negative indices count from the end: −1 is the last row. A row may be taken more than once; its cotangents are then added.
 * Errors:  OpError when indices are not integers or x has no such axis; at run when an index is not in −N … N − 1.
 * Source:  NumPy take; ONNX Gather-13; rows of a table of vectors, one for each word.
 */
export const takeOp = defineOp<TakeAttrs>({
  name: "take",
  inputs: ["x", "indices"],
  attrs: { axis: "integer" },
  infer: inferTake,
  index: { does: "pick", lines: true, fromEnd: true },
  vjp: (dy, [x, indices], _, { axis }) => [() => scatterAdd(dy, indices, { axis, size: x.shape[axis] as Dim }), undefined],
  picture: { role: "function", label: ({ axis }) => `take${axis === 0 ? "" : `, axis ${axis}`}` },
  notation: {
    text: ([x, indices], { axis }) => atom(`${grouped(x, binding.atom)}[${":, ".repeat(axis)}${indices.text}]`),
    latex: ([x, indices], { axis }) => ({ text: `${latexBase(x)}_{${":,".repeat(axis)}${indices.text}}`, binds: binding.atom }),
    numpy: ([x, indices], { axis }) => atom(`np.take(${x.text}, ${indices.text}, axis=${axis})`),
  },
});

function inferTake([x, indices]: Operands<TensorType>, { axis }: TakeAttrs, fail: Fail): TensorType {
  requireInt(indices, "indices", fail);
  if (x.shape.length === 0) {
    fail({ code: "rank", expected: "x must have an axis to take from", actual: showType(x), cure: "reshape it to [1]" });
  }
  resolveAxis(axis, x, fail);
  return { shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype };
}

/** S with the dims I in the place of that at the position At. */
type Replace<S extends Shape, At, I extends Shape, Before extends Dim[] = []> = S extends readonly [
  infer D extends Dim,
  ...infer Rest extends Dim[],
]
  ? Before["length"] extends At
    ? [...Before, ...I, ...Rest]
    : Replace<Rest, At, I, [...Before, D]>
  : Dim[];

/** The shape of what is taken from S at indices of the shape I along the axis A. */
export type Taken<S extends Shape, I extends Shape, A> = number extends S["length"] | I["length"] | AxisPosition<S, A>
  ? Dim[]
  : Replace<S, AxisPosition<S, A>, I>;

/** take(x, indices) = x[indices], the rows of x; along `axis` where it is not the first. See {@link takeOp}. */
export function take<X extends Tensor, I extends Tensor, const A extends Axis = 0>(
  x: Ranked<"take", X>,
  indices: IntTensor<"take", I, "indices">,
  options?: AlongAxis<"take", X, A>,
): Tensor<Taken<X["shape"], I["shape"], A>, X["dtype"], NeedsOf<X> | NeedsOf<I>>;
export function take(x: Tensor, indices: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = 0 } = optionsOf(takeOp, options);
  return apply(takeOp, [x, indices], { axis: axisOf("take", x, axis) }, options);
}
