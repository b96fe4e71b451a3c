import { apply, type Named } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { chainDiv } from "../elementwise/chain-div.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { equal } from "../elementwise/equal.ts";
import { pow } from "../elementwise/pow.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { where } from "../elementwise/where.ts";
import { reshape } from "../move/reshape.ts";
import { keptShape, type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema, requireFloat } from "../shared/infer.ts";
import { alongAxes, latexBelow, reducedAxes } from "../shared/notation.ts";
import { sum } from "./sum.ts";

/**
 * norm(x) = √Σx², the Euclidean length over the given axes, all where none is given.
 *
 * x: float[...S] → float[...S without the axes, or with size 1 there under keepdims]
 * Edges:   no elements → 0; NaN → NaN; squares overflow as NumPy's do. The derivative at 0, where every direction is alike, is 0.
 * Errors:  OpError when x is not a float tensor or has no such axis.
 * Source:  NumPy linalg.norm; ONNX ReduceL2-18.
 */
export const normOp = defineOp<ReductionAttrs>({
  name: "norm",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: (inputs, attrs, fail) => {
    requireFloat(inputs[0], "x", fail);
    return inferReduction(inputs, attrs, fail);
  },
  definition: ([x], attrs) => sqrt(sum(pow(x, 2), attrs)),
  vjp: (dy, [x], y, { axis }) => [() => chainMul(reshape(where(equal(y, 0), 0, chainDiv(dy, y)), { shape: keptShape(x.shape, axis) }), x)],
  picture: {
    role: "reduction",
    label: ({ axis }, _, [x]) => `‖·‖${alongAxes(axis, x as Shape)}`,
    title: "Norm",
    formula: ({ axis }, [x]) => `√Σx²${alongAxes(axis, x as Shape)}`,
  },
  notation: {
    text: ([x], attrs, site) => atom(`norm(${x.text}${reducedAxes(attrs, site)})`),
    latex: (operands, attrs, site) => {
      const below = reducedAxes(attrs, site);
      return below === ""
        ? atom(`\\left\\lVert ${operands[0].text} \\right\\rVert`)
        : latexCall(`\\operatorname{norm}${latexBelow(below)}`)(operands, attrs, site);
    },
  },
});

/** norm(x) = √Σx² over the given axes, all where none is given. See {@link normOp}. */
export function norm<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: FloatTensor<"norm", X>,
  options?: ReductionOptions<"norm", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function norm(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(normOp, [x], reductionAttrs(normOp, x, options), options);
}
