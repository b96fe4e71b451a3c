import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Followed, SameDim } from "../../graph/types/dims.ts";
import type { KindProblem, NumberTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { requireInt } from "../shared/infer.ts";
import { take } from "./take.ts";

export interface ScatterAddAttrs {
  readonly axis: number;
  readonly size: Dim;
}

/**
 * scatterAdd(updates, indices, { size }) = zeros of `size` rows, and each row of updates added to that which its index names; along another
 * axis where one is given.
 *
 * updates: number[...S, ...I, ...T], indices: int[...I] → dtype of updates[...S, size, ...T]
 * Edges:   rows of one index are added in their order, from 0 on; rows without an index are 0. Negative indices count from the end.
 * Errors:  OpError when indices are not integers, or updates have not their shape at the axis; at run when an index is not in −size … size − 1.
 * Source:  the gradient of take; NumPy add.at; JAX segment_sum; PyTorch index_add.
 */
export const scatterAddOp = defineOp<ScatterAddAttrs>({
  name: "scatterAdd",
  inputs: ["updates", "indices"],
  attrs: { axis: "integer", size: "dim" },
  infer: inferScatterAdd,
  index: { does: "add", lines: true, fromEnd: true },
  vjp: (dy, [, indices], _, { axis }) => [() => take(dy, indices, { axis }), undefined],
  picture: { role: "function", label: (attrs) => `scatterAdd${words(attrs)}` },
  notation: {
    text: ([updates, indices], attrs) => atom(`scatterAdd(${updates.text}, ${indices.text}${words(attrs)})`),
    latex: (operands, attrs, site) => latexCall(`\\operatorname{scatterAdd}_{\\text{${words(attrs).slice(2)}}}`)(operands, attrs, site),
    torch: ([updates, indices], { axis, size }) => atom(`scatter_add(${updates.text}, ${indices.text}, ${axis}, ${size})`),
    numpy: ([updates, indices], { axis, size }) =>
      atom(
        `(lambda u, i: (y := np.zeros((*u.shape[:${axis}], ${size}, *u.shape[${axis} + np.ndim(i):]), u.dtype), np.add.at(y, (${":, "
          .repeat(axis)
          .replaceAll(":", "slice(None)")}i,), u))[0])(${updates.text}, ${indices.text})`,
      ),
  },
});

/** ", 5 rows" or ", 5 along axis 1" */
const words = ({ axis, size }: ScatterAddAttrs): string => (axis === 0 ? `, ${size} rows` : `, ${size} along axis ${axis}`);

function inferScatterAdd(inputs: Operands<TensorType>, { axis, size }: ScatterAddAttrs, fail: Fail): TensorType {
  const [updates, indices] = inputs;
  requireInt(indices, "indices", fail);
  requireNumbers(updates, fail);
  const rank = indices.shape.length;
  if (!(axis >= 0 && axis + rank <= updates.shape.length && sameShape(updates.shape.slice(axis, axis + rank), indices.shape))) {
    fail({
      code: "indices",
      expected: `updates must have the axes of the indices, ${showShape(indices.shape)}, from axis ${axis} on`,
      actual: showTypes(inputs.slice(0, 2)),
      cure: "reshape the indices, or correct axis",
    });
  }
  return { shape: [...updates.shape.slice(0, axis), size, ...updates.shape.slice(axis + rank)], dtype: updates.dtype };
}

export function requireNumbers(updates: TensorType, fail: Fail): void {
  if (updates.dtype !== "bool") return;
  fail({ code: "dtype", expected: "updates must be numbers", actual: showType(updates), cure: 'cast(updates, { dtype: "int32" }) them' });
}

/** U without the dims of I, with which it begins; "differ" where it does not. */
type After<U extends Shape, I extends Shape> = I extends readonly [infer i, ...infer Is extends Dim[]]
  ? U extends readonly [infer u, ...infer Us extends Dim[]]
    ? SameDim<u, i> extends readonly [unknown]
      ? After<Us, Is>
      : "differ"
    : "differ"
  : U;

/** The updates' shape U with N in the place of the axes of the indices, which have the shape I, from the position At on; "differ" where it has not these. */
type Scattered<U extends Shape, I extends Shape, At, N extends Dim, Before extends Dim[] = []> = number extends
  | U["length"]
  | I["length"]
  | At
  ? Dim[]
  : Before["length"] extends At
    ? After<U, I> extends infer Rest extends Shape
      ? [...Before, Followed<N>, ...Rest]
      : "differ"
    : U extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
      ? Scattered<Rest, I, At, N, [...Before, D]>
      : "differ";

type Shaped<S> = S extends Shape ? S : Dim[];

/** Indices for rows of U, or why they are none. */
type RowIndices<U extends Tensor, I extends Tensor, A, N extends Dim> = Checked<
  Checked<
    KindProblem<"scatterAdd", "an int tensor", I, "indices">,
    Scattered<U["shape"], I["shape"], A, N> extends Shape
      ? never
      : `scatterAdd: updates must have the axes of the indices, ${ShowShape<I["shape"]>}, got ${ShowShape<U["shape"]>}; reshape the indices, or correct axis`
  >,
  I
>;

/** scatterAdd(updates, indices, { size }): zeros, and the rows of updates added at their indices. See {@link scatterAddOp}. */
export function scatterAdd<U extends Tensor, I extends Tensor, const N extends Dim, const A extends number = 0>(
  updates: NumberTensor<"scatterAdd", U, "updates">,
  indices: RowIndices<U, I, A, N>,
  options: { readonly size: N; readonly axis?: A } & Named,
): Tensor<Shaped<Scattered<U["shape"], I["shape"], A, N>>, U["dtype"], NeedsOf<U> | NeedsOf<I>>;
export function scatterAdd(updates: Tensor, indices: Tensor, options: { readonly size: Dim; readonly axis?: number } & Named): Tensor {
  const { axis = 0, size } = optionsOf(scatterAddOp, options);
  return apply(scatterAddOp, [updates, indices], { axis, size }, options);
}
