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
import { reversed } from "../shared/scalars.ts";
import { sum } from "./sum.ts";

/**
 * min(x) = the smallest element of x along the given axes, all where none is given.
 *
 * x: any[...S] → same dtype[...S without the axes, or with size 1 there under keepdims]
 * Edges:   NaN → NaN; of +0 and −0 the first is taken.
 * Errors:  OpError when x has no such axis; at run when there is no element to take the minimum of.
 * Source:  NumPy min; ONNX ReduceMin-20.
 */
export const minOp = defineOp<ReductionAttrs>({
  name: "min",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: inferReduction,
  reduce: { fold: "max", before: (s, [x]) => reversed(s, x), after: (s, [most]) => reversed(s, most) },
  vjp: (dy, [x], y, { axis }) => [
    () => {
      const kept = { shape: keptShape(x.shape, axis) };
      const least = cast(equal(x, reshape(y, kept)), { dtype: x.dtype });
      return mul(least, chainDiv(reshape(dy, kept), sum(least, { axis, keepdims: true })));
    },
  ],
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `min${alongAxes(axis, x as Shape)}` },
  notation: {
    text: ([x], attrs, site) =>
      atom(site.indexed ? `min${subscriptText(site.index)}(${x.text})` : `min(${x.text}${reducedAxes(attrs, site)})`),
    latex: (operands, attrs, site) =>
      site.index === ""
        ? latexCall(`\\min${site.indexed ? "" : latexBelow(reducedAxes(attrs, site))}`)(operands, attrs, site)
        : {
            text: `\\min_{${site.index}} ${grouped(operands[0], binding.power, "\\left(", "\\right)")}`,
            binds: binding.product,
            open: true,
          },
    numpy: numpyReduction("np.min"),
  },
});

/** min(x) = the smallest element along the given axes, all where none is given. See {@link minOp}. */
export function min<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: X,
  options?: ReductionOptions<"min", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function min(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(minOp, [x], reductionAttrs(minOp, x, options), options);
}
