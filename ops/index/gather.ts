import { apply, type Named } from "../../graph/apply.ts";
import { atom, binding, call, grouped, type Notation, type Term } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { sameShape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Ranked } from "../../graph/types/axes.ts";
import type { Leading, SameShape } from "../../graph/types/dims.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape, ShowType } from "../../graph/types/show.ts";
import { where } from "../elementwise/where.ts";
import { expandDims } from "../move/expand-dims.ts";
import { requireInt } from "../shared/infer.ts";
import { latexBase } from "../shared/notation.ts";
import { oneHot } from "./one-hot.ts";

/**
 * gather(x, indices) = x[…, indices[…]]: one element of the last axis for each position of the others.
 *
 * x: any[...S, C], indices: int[...S] → dtype of x[...S]
 * Edges:   an index counts from 0; negative ones are refused, they do not count from the end.
 * Errors:  OpError when indices are not integers or not of shape S; at run when one is not in 0 … C − 1.
 * Source:  NNFS ch. 5, x[range(n), y]; NumPy take_along_axis; ONNX GatherElements-13.
 */
export const gatherOp = defineOp({
  name: "gather",
  inputs: ["x", "indices"],
  attrs: {},
  infer: inferGather,
  index: { does: "pick" },
  vjp: (dy, [x, indices]) => [
    () => where(oneHot(indices, { depth: x.shape.at(-1) as number, dtype: "bool" }), expandDims(dy, { axis: -1 }), 0),
    undefined,
  ],
  picture: { role: "function", label: "gather" },
  notation: {
    text: ([x, indices], _, { indexed }) => (indexed ? x : atom(`${grouped(x, binding.atom)}[${indices.text}]`)),
    latex: ([x, indices], _, { indexed }) => (indexed ? x : { text: `${latexBase(x)}_{${indices.text}}`, binds: binding.atom }),
    numpy: numpyGather,
    torch: call("gathered"),
    subscripts: (at, _, element) => [[...at, element(1, at)], at],
  },
});

function inferGather(inputs: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  const [x, indices] = inputs;
  requireInt(indices, "indices", fail);
  if (x.shape.length === 0) {
    fail({ code: "rank", expected: "x must have an axis to pick from", actual: showType(x), cure: "reshape it to [1]" });
  }
  const shape = x.shape.slice(0, -1);
  if (!sameShape(indices.shape, shape)) {
    fail({
      code: "indices",
      expected: `indices must be ${showShape(shape)}, the shape of x without its last axis`,
      actual: showTypes(inputs.slice(0, 2)),
      cure: "reshape the indices",
    });
  }
  return { shape, dtype: x.dtype };
}

function numpyGather([x, indices]: Operands<Term>, _: unknown, { ranks: [rank] }: Parameters<Notation<unknown>>[2]): Term {
  const from = grouped(x, binding.atom);
  if (rank === 1) return atom(`${from}[${indices.text}]`);
  // x has as many rows as there are indices; an expression is not written twice where a name will do.
  const rows = /^\w+$/.test(x.text) ? x.text : indices.text;
  if (rank === 2) return atom(`${from}[np.arange(len(${rows})), ${indices.text}]`);
  return atom(`np.take_along_axis(${x.text}, np.expand_dims(${indices.text}, -1), axis=-1).squeeze(-1)`);
}

type ShapeProblem<X extends Tensor, I extends Tensor> = X["shape"] extends readonly []
  ? never
  : SameShape<I["shape"], Leading<X["shape"]>> extends true
    ? never
    : `gather: indices must be ${ShowShape<Leading<X["shape"]>>}, the shape of x without its last axis, got ${ShowType<I>}; reshape the indices`;

/** Indices into the last axis of X, one for each position of the others; or why they are none. */
type Indices<X extends Tensor, I extends Tensor> = Checked<
  Checked<KindProblem<"gather", "an int tensor", I, "indices">, ShapeProblem<X, I>>,
  I
>;

/** gather(x, indices) = x[…, indices[…]] along the last axis. See {@link gatherOp}. */
export function gather<X extends Tensor, I extends Tensor>(
  x: Ranked<"gather", X>,
  indices: Indices<X, I>,
  options?: Named,
): Tensor<Leading<X["shape"]>, X["dtype"], NeedsOf<X> | NeedsOf<I>>;
export function gather(x: Tensor, indices: Tensor, options?: Named): Tensor {
  return apply(gatherOp, [x, indices], {}, options);
}
