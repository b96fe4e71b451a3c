import { apply, type Named } from "../../graph/apply.ts";
import { atom, binding, grouped, latexCall, subscriptText } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { cast } from "../elementwise/cast.ts";
import { chainDiv } from "../elementwise/chain-div.ts";
import { equal } from "../elementwise/equal.ts";
import { mul } from "../elementwise/mul.ts";
import { reshape } from "../move/reshape.ts";
import { keptShape, type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema } from "../shared/infer.ts";
import { alongAxes, latexBelow, numpyReduction, reducedAxes } from "../shared/notation.ts";
import { sum } from "./sum.ts";

/**
 * max(x) = the largest element of x along the given axes, all where none is given.
 *
 * x: any[...S] → same dtype[...S without the axes, or with size 1 there under keepdims]
 * Edges:   NaN → NaN; of +0 and −0 the first is taken.
 * Errors:  OpError when x has no such axis; at run when there is no element to take the maximum of.
 * Source:  NNFS ch. 4 (softmax); NumPy max; ONNX ReduceMax-20.
 */
export const maxOp = defineOp<ReductionAttrs>({
  name: "max",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: inferReduction,
  reduce: { fold: "max" },
  vjp: (dy, [x], y, { axis }) => [
    () => {
      const kept = { shape: keptShape(x.shape, axis) };
      const largest = cast(equal(x, reshape(y, kept)), { dtype: x.dtype });
      return mul(largest, chainDiv(reshape(dy, kept), sum(largest, { axis, keepdims: true })));
    },
  ],
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `max${alongAxes(axis, x as Shape)}` },
  notation: {
    text: ([x], attrs, site) =>
      atom(site.indexed ? `max${subscriptText(site.index)}(${x.text})` : `max(${x.text}${reducedAxes(attrs, site)})`),
    latex: (operands, attrs, site) =>
      site.index === ""
        ? latexCall(`\\max${site.indexed ? "" : latexBelow(reducedAxes(attrs, site))}`)(operands, attrs, site)
        : {
            text: `\\max_{${site.index}} ${grouped(operands[0], binding.power, "\\left(", "\\right)")}`,
            binds: binding.product,
            open: true,
          },
    numpy: numpyReduction("np.max"),
  },
});

/** max(x) = the largest element along the given axes, all where none is given. See {@link maxOp}. */
export function max<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: X,
  options?: ReductionOptions<"max", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function max(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(maxOp, [x], reductionAttrs(maxOp, x, options), options);
}
