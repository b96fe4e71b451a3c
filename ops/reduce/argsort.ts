import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, AxisProblem, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { latexBelow } from "../shared/notation.ts";
import { sortOrder } from "../shared/sort-order.ts";

/** Along which axis elements are ordered, and which way. */
export interface OrderAttrs {
  readonly axis: number;
  readonly descending: boolean;
}

/**
 * argsort(x) = the positions along one axis, the last where none is given, in the order of the elements there, the smallest first.
 *
 * x: any[...S] → int32[...S]
 * Edges:   equal elements, +0 and −0 among them, keep their order, descending, too; a NaN counts as largest, as in max, so that NaN come last,
 *          descending first. Not differentiable; sort is.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy argsort with kind "stable"; PyTorch argsort.
 */
export const argsortOp = defineOp<OrderAttrs>({
  name: "argsort",
  inputs: ["x"],
  attrs: { axis: "integer", descending: "boolean" },
  infer: ([x], { axis }, fail) => {
    resolveAxis(axis, x, fail);
    return { shape: x.shape, dtype: "int32" };
  },
  kernel: ([x], y, { axis, descending }) => {
    const length = x.shape[axis] as number;
    const inner = sizeOf(x.shape.slice(axis + 1));
    const order = sortOrder(length, descending);
    return () => {
      for (let line = 0; line < y.data.length; line += length * inner) {
        for (let from = line; from < line + inner; from++) {
          const sorted = order(x.data, from, inner);
          for (let k = 0, to = from; k < length; k++, to += inner) y.data[to] = sorted[k] as number;
        }
      }
    };
  },
  vjp: "not-differentiable",
  picture: { role: "function", label: (attrs) => `argsort${words(attrs)}` },
  notation: {
    text: ([x], attrs) => atom(`argsort(${x.text}${words(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{argsort}${latexBelow(words(attrs))}\\left(${x.text}\\right)`),
    torch: ([x], { axis, descending }) =>
      atom(`torch.argsort(${x.text}, dim=${axis}${descending ? ", descending=True" : ""}, stable=True).to(torch.int32)`),
    // What is equal keeps its order where the line is turned around twice.
    numpy: ([x], { axis, descending }) =>
      descending
        ? atom(
            `(lambda x: np.flip(x.shape[${axis}] - 1 - np.argsort(np.flip(x, ${axis}), axis=${axis}, kind="stable"), ${axis}).astype(np.int32))(${x.text})`,
          )
        : atom(`np.argsort(${x.text}, axis=${axis}, kind="stable").astype(np.int32)`),
  },
});

const words = ({ axis, descending }: OrderAttrs): string => `, axis ${axis}${descending ? ", descending" : ""}`;

/** The options of an order along an axis A of X. */
export interface OrderOf<Op extends string, X extends Tensor, A> extends Named {
  /** By position or name, default the last. */
  readonly axis?: Checked<AxisProblem<Op, X["shape"], A>, A>;
  /** The largest first. Default false. */
  readonly descending?: boolean;
}

/** argsort(x, { axis, descending }) = the positions along `axis`, by default the last, in the order of the elements. See {@link argsortOp}. */
export function argsort<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"argsort", X>,
  options?: OrderOf<"argsort", X, A>,
): Tensor<X["shape"], "int32", NeedsOf<X>>;
export function argsort(x: Tensor, options?: { readonly axis?: Axis; readonly descending?: boolean } & Named): Tensor {
  const { axis = -1, descending = false } = optionsOf(argsortOp, options);
  return apply(argsortOp, [x], { axis: axisOf("argsort", x, axis), descending }, options);
}
