import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type Dim, type Shape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AxisPosition } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { reshape } from "./reshape.ts";

/**
 * expandDims(x, { axis }) = x with a new axis of size 1 at position `axis` of the result.
 *
 * x: any[...S] → same dtype[...S with 1 inserted]; a negative axis counts from the end of the result
 * Edges:   none: the elements stay as they are.
 * Errors:  OpError when the result has no such axis.
 * Source:  NNFS ch. 2 (row and column vectors); NumPy expand_dims; ONNX Unsqueeze-13.
 */
export const expandDimsOp = defineOp<{ readonly axis: number }>({
  name: "expandDims",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => {
    const rank = x.shape.length;
    if (!(axis >= 0 && axis <= rank)) {
      fail({
        code: "axis",
        expected: `axis must be one of ${-rank - 1} to ${rank}`,
        actual: `axis ${axis} for ${showShape(x.shape)}`,
        cure: "correct axis",
      });
    }
    return { shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], dtype: x.dtype };
  },
  view: "x",
  vjp: (dy, [x]) => [() => reshape(dy, { shape: x.shape })],
  picture: { role: "function", label: ({ axis }) => `expandDims, axis ${axis}` },
  notation: {
    text: ([x], { axis }, { indexed }) => (indexed ? x : atom(`expandDims(${x.text}, ${axis})`)),
    latex: ([x], { axis }, { indexed }) => (indexed ? x : atom(`\\operatorname{expandDims}_{${axis}}\\left(${x.text}\\right)`)),
    numpy: ([x], { axis }) => atom(`np.expand_dims(${x.text}, axis=${axis})`),
    subscripts: (at, { axis }) => [at.filter((_, position) => position !== axis)],
  },
});

type Insert<S extends Shape, At, R extends Dim[] = []> = R["length"] extends At
  ? [...R, 1, ...S]
  : S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
    ? Insert<Rest, At, [...R, D]>
    : Dim[];

/** S with a new axis of size 1 at the position X of the result. */
type ExpandDims<S extends Shape, X extends number> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<[...S, 1], X>
    ? Dim[]
    : Insert<S, AxisPosition<[...S, 1], X>>;

/** Why the result has no such axis, else never. */
type ExpandProblem<S extends Shape, X extends number> = number extends S["length"]
  ? never
  : [AxisPosition<[...S, 1], X>] extends [never]
    ? `expandDims: axis ${X} is not in the result, ${ShowShape<S>} and one axis more`
    : never;

/** Where the new axis stands in the result, or why there is no such place. */
type NewAxis<X extends Tensor, A extends number> = Checked<ExpandProblem<X["shape"], A>, A>;

/** expandDims(x, { axis }) = x with a new axis of size 1 there. See {@link expandDimsOp}. */
export function expandDims<X extends Tensor, const A extends number>(
  x: X,
  options: { readonly axis: NewAxis<X, A> } & Named,
): Tensor<ExpandDims<X["shape"], A>, X["dtype"], NeedsOf<X>>;
export function expandDims(x: Tensor, options: { readonly axis: number } & Named): Tensor {
  requireTensor("expandDims", x);
  const { axis } = optionsOf(expandDimsOp, options);
  const rank = x.shape.length + 1;
  return apply(expandDimsOp, [x], { axis: axis < 0 && axis >= -rank ? axis + rank : axis }, options);
}
