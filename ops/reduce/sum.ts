import { apply, type Named } from "../../graph/apply.ts";
import { type FloatType, isFloat } from "../../graph/dtype.ts";
import { atom, binding, grouped, type NotationSite, subscriptText, type Term } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { reshape } from "../move/reshape.ts";
import { keptShape, type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema } from "../shared/infer.ts";
import { alongAxes, latexBelow, numpyReduction, reducedAxes } from "../shared/notation.ts";

/**
 * sum(x) = Σ x over the given axes, all where none is given.
 *
 * x: number[...S] → [...S without the axes, or with size 1 there under keepdims]; uint8 and bool give int32
 * Edges:   no elements → 0; NaN → NaN; float32 is added in float32 in the order of NumPy 2.3 and newer (pairwise along the last axis); int32 wraps.
 * Errors:  OpError when x has no such axis.
 * Source:  NNFS ch. 4; NumPy sum; ONNX ReduceSum-13.
 */
export const sumOp = defineOp<ReductionAttrs>({
  name: "sum",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: (inputs, attrs, fail) => {
    const { shape, dtype } = inferReduction(inputs, attrs, fail);
    return { shape, dtype: isFloat(dtype) ? dtype : "int32" };
  },
  reduce: { fold: "sum" },
  vjp: (dy, [x], _, { axis }) => [() => broadcastTo(reshape(dy, { shape: keptShape(x.shape, axis) }), { shape: x.shape })],
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `Σ${alongAxes(axis, x as Shape)}` },
  notation: {
    text: ([x], attrs, site) => textSum(x, attrs, site),
    latex: ([x], attrs, site) => latexSum(x, attrs, site),
    numpy: numpyReduction("np.sum"),
  },
});

/** One element alone is its own sum; a signed summand needs parentheses, or it would read as a difference. */
const isWhole = ({ index, indexed }: NotationSite): boolean => index === "" && indexed === true;
const least = ({ binds }: Term): number => (binds === binding.prefix ? binding.power : binding.product);

function textSum(x: Term, attrs: ReductionAttrs, site: NotationSite): Term {
  const along = site.indexed ? "" : reducedAxes(attrs, site);
  if (along !== "") return atom(`Σ(${x.text}${along})`);
  return isWhole(site) ? x : { text: `Σ${subscriptText(site.index)} ${grouped(x, least(x))}`, binds: binding.power, open: true };
}

function latexSum(x: Term, attrs: ReductionAttrs, site: NotationSite): Term {
  if (isWhole(site)) return x;
  const { index, bound } = site;
  const whole = site.indexed ? "" : latexBelow(reducedAxes(attrs, site));
  const from = index === "" ? whole : bound === "" ? `_{${index}}` : `_{${index}=1}^{${bound}}`;
  return { text: `\\sum${from} ${grouped(x, least(x), "\\left(", "\\right)")}`, binds: binding.power, open: true };
}

/** Sums of ints and bools are int32. */
type SumDType<D> = [D & ("int32" | "uint8" | "bool")] extends [never] ? D : D extends FloatType ? D : "int32";

/** sum(x) = Σ x over the given axes, all where none is given. See {@link sumOp}. */
export function sum<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: X,
  options?: ReductionOptions<"sum", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, SumDType<X["dtype"]>, NeedsOf<X>>;
export function sum(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(sumOp, [x], reductionAttrs(sumOp, x, options), options);
}
