import { apply, type Named } from "../../graph/apply.ts";
import { countOfShape } from "../../graph/dim.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import { atom, binding, grouped, latexCall, subscriptText } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { mul } from "../elementwise/mul.ts";
import { pad } from "../move/pad.ts";
import { reshape } from "../move/reshape.ts";
import { slice } from "../move/slice.ts";
import { transpose } from "../move/transpose.ts";
import { keptShape, type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema } from "../shared/infer.ts";
import { alongAxes, latexBelow, reducedAxes } from "../shared/notation.ts";
import { cumprod } from "./cumprod.ts";

/**
 * prod(x) = Π x over the given axes, all where none is given.
 *
 * x: any[...S] → [...S without the axes, or with size 1 there under keepdims]; ints and bool give int32
 * Edges:   no elements → 1; NaN → NaN; floats are multiplied in their order, float32 in float32; int32 wraps. The derivative is the product of
 *          the other elements, so zeros are as good as others.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy prod; ONNX ReduceProd-18.
 */
export const prodOp = defineOp<ReductionAttrs>({
  name: "prod",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: (inputs, attrs, fail) => {
    const { shape, dtype } = inferReduction(inputs, attrs, fail);
    return { shape, dtype: isFloat(dtype) ? dtype : "int32" };
  },
  // The last of the products of all before: with one element more at the end, which is in none, also of nothing.
  definition: ([x], { axis, keepdims }) => {
    const { lines, outer } = asLines(x, axis);
    const last = lines.shape.length - 1;
    const longer = pad(lines, { pads: lines.shape.map((_: Dim, at: number) => (at === last ? ([0, 1] as const) : ([0, 0] as const))) });
    const whole = slice(cumprod(longer, { axis: last, exclusive: true }), { axis: last, start: lines.shape[last] as Dim });
    return reshape(whole, { shape: keepdims ? keptShape(x.shape, axis) : outer });
  },
  vjp: (dy, [x], _, { axis }) => [
    () => {
      const { lines, outer, back } = asLines(x, axis);
      const along = lines.shape.length - 1;
      const others = mul(cumprod(lines, { axis: along, exclusive: true }), cumprod(lines, { axis: along, exclusive: true, reverse: true }));
      return back(mul(reshape(dy, { shape: [...outer, 1] }), others));
    },
  ],
  picture: {
    role: "reduction",
    label: ({ axis }, _, [x]) => `Π${alongAxes(axis, x as Shape)}`,
    title: "Product",
    formula: ({ axis }, [x]) => `Π x${alongAxes(axis, x as Shape)}`,
  },
  notation: {
    text: ([x], attrs, site) =>
      atom(site.indexed ? `prod${subscriptText(site.index)}(${x.text})` : `prod(${x.text}${reducedAxes(attrs, site)})`),
    // Along one axis at a time; of whole numbers 64 bits where nothing else is said.
    torch: ([x], { axis, keepdims }, { dtypes: [dtype = "float64"] = [] }) => {
      const kept = `${keepdims ? ", keepdim=True" : ""}${isFloat(dtype) ? "" : ", dtype=torch.int32"}`;
      if (axis.length === 0) return isFloat(dtype) ? x : atom(`${grouped(x, binding.atom)}.to(torch.int32)`);
      return atom(axis.reduceRight((inner, one) => `torch.prod(${inner}, dim=${one}${kept})`, x.text));
    },
    latex: (operands, attrs, site) =>
      latexCall(
        `\\operatorname{prod}${site.indexed ? (site.index === "" ? "" : `_{${site.index}}`) : latexBelow(reducedAxes(attrs, site))}`,
      )(operands, attrs, site),
  },
});

/** x with the elements along the axes in lines, one for each position of the other axes; and the way back. */
function asLines(x: AnyTensor, axis: readonly number[]): { lines: AnyTensor; outer: Dim[]; back: (lines: AnyTensor) => AnyTensor } {
  const kept = x.shape.flatMap((_: Dim, at: number) => (axis.includes(at) ? [] : [at]));
  const perm = [...kept, ...axis];
  const outer = kept.map((at: number) => x.shape[at] as Dim);
  const sorted = perm.map((at) => x.shape[at] as Dim);
  const turned = perm.every((at, i) => at === i) ? x : transpose(x, { perm });
  const lines = reshape(turned, { shape: [...outer, countOfShape(axis.map((at) => x.shape[at] as Dim))] });
  const back = (whole: AnyTensor): AnyTensor => {
    const parts = reshape(whole, { shape: sorted });
    return turned === x ? parts : transpose(parts, { perm: perm.map((_, at) => perm.indexOf(at)) });
  };
  return { lines, outer, back };
}

/** The dtype of a product of D. */
type ProductDType<D> = [D & ("int32" | "uint8" | "bool")] extends [never] ? D : D extends FloatType ? D : "int32";

/** prod(x) = the product of the elements along the given axes, of all where none is given. See {@link prodOp}. */
export function prod<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: X,
  options?: ReductionOptions<"prod", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, ProductDType<X["dtype"]>, NeedsOf<X>>;
export function prod(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(prodOp, [x], reductionAttrs(prodOp, x, options), options);
}
