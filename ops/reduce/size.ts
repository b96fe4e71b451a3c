import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { grouped } from "../../graph/dim.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { atom, binding, type Term } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { type OverAxes, type ReduceOptions, reducedAxesOf } from "../shared/axes.ts";
import { resolveAxes } from "../shared/infer.ts";
import { alongAxes, latexBelow, pythonTuple, reducedAxes } from "../shared/notation.ts";

export interface SizeAttrs {
  readonly axis: readonly number[];
  readonly dtype: FloatType;
}

/**
 * size(x) = the number of elements along the given axes, all where none is given: the N of a mean.
 *
 * x: any[...S] → dtype[], float32 unless `dtype` says otherwise
 * Edges:   no axes → 1. Counts beyond 2²⁴ are rounded in float32.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy size; ONNX Size-13.
 */
export const sizeOp = defineOp<SizeAttrs>({
  name: "size",
  inputs: ["x"],
  attrs: { axis: "integers", dtype: ["float32", "float64"] },
  infer: ([x], { axis, dtype }, fail) => {
    resolveAxes(axis, x, fail);
    return { shape: [], dtype };
  },
  known: ([x], { axis }) => countAlong(x.shape, axis),
  vjp: "not-differentiable",
  picture: { role: "function", label: ({ axis }, _, [x]) => `size${alongAxes(axis, x as Shape)}` },
  notation: {
    // What is counted is a number of elements that the shape names: N of x [N, 3] along axis 0.
    text: ([x], attrs, site) =>
      site.shapes ? dims(attrs, site.shapes, grouped, " · ") : atom(`size(${x.text}${reducedAxes({ ...attrs, keepdims: false }, site)})`),
    latex: ([x], attrs, site) =>
      site.shapes
        ? dims(attrs, site.shapes, latexDim, " \\cdot ")
        : atom(`\\operatorname{size}${latexBelow(reducedAxes({ ...attrs, keepdims: false }, site))}\\left(${x.text}\\right)`),
    numpy: ([x], { axis }) => atom(`np.prod([np.shape(${x.text})[axis] for axis in ${pythonTuple(axis)}])`),
  },
});

function dims({ axis }: SizeAttrs, [shape = []]: readonly Shape[], write: (dim: Dim) => string, sign: string): Term {
  const counted = axis
    .map((one) => shape[one] as Dim)
    .filter((dim) => dim !== 1)
    .map(write);
  return { text: counted.join(sign) || "1", binds: counted.length > 1 ? binding.product : binding.atom };
}

const countAlong = (shape: readonly number[], axis: readonly number[]): number =>
  axis.reduce((product, one) => product * (shape[one] as number), 1);

/** size(x) = the number of elements along `axis`, as a float scalar. See {@link sizeOp}. */
export function size<X extends Tensor, const A extends Axes = AllAxes, const D extends FloatType = "float32">(
  x: X,
  options?: OverAxes<"size", X, A> & { readonly dtype?: D },
): Tensor<[], NoInfer<D>, NeedsOf<X>>;
export function size(x: Tensor, options?: Pick<ReduceOptions, "axis"> & { readonly dtype?: FloatType } & Named): Tensor {
  const { dtype = "float32" } = optionsOf(sizeOp, options);
  return apply(sizeOp, [x], { axis: reducedAxesOf(sizeOp, x, options), dtype }, options);
}
