import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { scatterAddAlong } from "../index/scatter-add-along.ts";
import { takeAlong } from "../index/take-along.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { latexBelow } from "../shared/notation.ts";
import { argsort, type OrderAttrs, type OrderOf } from "./argsort.ts";

/**
 * sort(x) = the elements of x in order along one axis, the last where none is given, the smallest first.
 *
 * x: any[...S] → same type
 * Edges:   as argsort: equal elements keep their order, a NaN counts as largest. Each cotangent goes to where its element came from.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy sort with kind "stable"; PyTorch sort.
 */
export const sortOp = defineOp<OrderAttrs>({
  name: "sort",
  inputs: ["x"],
  attrs: { axis: "integer", descending: "boolean" },
  infer: ([x], { axis }, fail) => {
    resolveAxis(axis, x, fail);
    return x;
  },
  definition: ([x], { axis, descending }) => takeAlong(x, argsort(x, { axis, descending }), { axis }),
  vjp: (dy, [x], _, { axis, descending }) => [
    () => scatterAddAlong(dy, argsort(x, { axis, descending }), { axis, size: x.shape[axis] as Dim }),
  ],
  picture: { role: "function", label: (attrs) => `sort${words(attrs)}`, title: "Sort", formula: (attrs) => words(attrs).slice(2) },
  notation: {
    text: ([x], attrs) => atom(`sort(${x.text}${words(attrs)})`),
    torch: ([x], { axis, descending }) =>
      atom(`torch.sort(${x.text}, dim=${axis}${descending ? ", descending=True" : ""}, stable=True).values`),
    latex: ([x], attrs) => atom(`\\operatorname{sort}${latexBelow(words(attrs))}\\left(${x.text}\\right)`),
  },
});

const words = ({ axis, descending }: OrderAttrs): string => `, axis ${axis}${descending ? ", descending" : ""}`;

/** sort(x, { axis, descending }) = the elements in order along `axis`, by default the last. See {@link sortOp}. */
export function sort<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"sort", X>,
  options?: OrderOf<"sort", X, A>,
): Tensor<X["shape"], X["dtype"], NeedsOf<X>>;
export function sort(x: Tensor, options?: { readonly axis?: Axis; readonly descending?: boolean } & Named): Tensor {
  const { axis = -1, descending = false } = optionsOf(sortOp, options);
  return apply(sortOp, [x], { axis: axisOf("sort", x, axis), descending }, options);
}
