import { apply, type Named } from "../../graph/apply.ts";
import { atom, binding, grouped, type NotationSite, subscriptText, type Term } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { div } from "../elementwise/div.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { reshape } from "../move/reshape.ts";
import { keptShape, type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema, requireFloat } from "../shared/infer.ts";
import { alongAxes, latexBelow, numpyReduction, reducedAxes } from "../shared/notation.ts";
import { size } from "./size.ts";

/**
 * mean(x) = Σ x ÷ n over the given axes, all where none is given; n elements fall into each mean.
 *
 * x: float[...S] → float[...S without the axes, or with size 1 there under keepdims]
 * Edges:   no elements → NaN; NaN → NaN. The sum is that of `sum`, of float32 in float32, and the quotient is rounded once.
 * Errors:  OpError when x is not a float tensor or has no such axis.
 * Source:  NNFS ch. 5; NumPy mean; ONNX ReduceMean-18.
 */
export const meanOp = defineOp<ReductionAttrs>({
  name: "mean",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: (inputs, attrs, fail) => {
    requireFloat(inputs[0], "x", fail);
    return inferReduction(inputs, attrs, fail);
  },
  reduce: { fold: "mean" },
  vjp: (dy, [x], _, { axis }) => [
    () => broadcastTo(reshape(div(dy, size(x, { axis, dtype: x.dtype })), { shape: keptShape(x.shape, axis) }), { shape: x.shape }),
  ],
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `mean${alongAxes(axis, x as Shape)}` },
  notation: {
    text: ([x], attrs, site) =>
      isWhole(site) ? x : atom(site.indexed ? `mean${subscriptText(site.index)}(${x.text})` : `mean(${x.text}${reducedAxes(attrs, site)})`),
    latex: ([x], attrs, site) => (isWhole(site) ? x : latexMean(x, attrs, site)),
    numpy: numpyReduction("np.mean"),
  },
});

/** One element alone is its own mean. */
const isWhole = ({ index, indexed }: NotationSite): boolean => index === "" && indexed === true;

function latexMean(x: Term, attrs: ReductionAttrs, site: NotationSite): Term {
  const { index, bound, count } = site;
  const along = site.indexed ? "" : reducedAxes(attrs, site);
  if (along !== "") return atom(`\\operatorname{mean}${latexBelow(along)}\\left(${x.text}\\right)`);
  const from = index === "" ? "" : bound === "" ? `_{${index}}` : `_{${index}=1}^{${bound}}`;
  // A signed summand needs parentheses, or it would read as a difference.
  const summand = grouped(x, x.binds === binding.prefix ? binding.power : binding.product, "\\left(", "\\right)");
  return { text: `\\frac{1}{${count || bound || "n"}}\\sum${from} ${summand}`, binds: binding.power, open: true };
}

/** mean(x) = Σ x ÷ n over the given axes, all where none is given. See {@link meanOp}. */
export function mean<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: FloatTensor<"mean", X>,
  options?: ReductionOptions<"mean", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function mean(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(meanOp, [x], reductionAttrs(meanOp, x, options), options);
}
