import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { multiplyDims } from "../../graph/dim.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, AxisPosition, AxisProblem } from "../../graph/types/axes.ts";
import type { WithDim } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { sum } from "../reduce/sum.ts";
import { axisOf } from "../shared/axes.ts";
import { type CountProblem, requireCounts, type TimesCount } from "../shared/counts.ts";
import { resolveAxis } from "../shared/infer.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { reshape } from "./reshape.ts";

export interface RepeatAttrs {
  readonly repeats: number;
  readonly axis: number;
}

/**
 * repeat(x, { repeats, axis }) = each element along one axis so many times, one beside the other: 1, 2 twice is 1, 1, 2, 2.
 *
 * x: any[...S, D, ...T] → same dtype[...S, repeats · D, ...T]
 * Edges:   0 times → an axis of size 0. The cotangent of an element is the sum of those of its copies.
 * Errors:  OpError when x has no such axis, or repeats is negative.
 * Source:  NumPy repeat, of one axis and one count.
 */
export const repeatOp = defineOp<RepeatAttrs>({
  name: "repeat",
  inputs: ["x"],
  attrs: { repeats: "integer", axis: "integer" },
  infer: ([x], { repeats, axis }, fail) => {
    const position = resolveAxis(axis, x, fail);
    requireCounts([repeats], showType(x), fail);
    return { shape: x.shape.map((dim, i) => (i === position ? multiplyDims(dim, repeats) : dim)), dtype: x.dtype };
  },
  definition: ([x], { repeats, axis }) => {
    const each = broadcastTo(reshape(x, { shape: beside(x, axis, 1) }), { shape: beside(x, axis, repeats) });
    return reshape(each, { shape: x.shape.map((dim: Dim, i: number) => (i === axis ? multiplyDims(dim, repeats) : dim)) });
  },
  vjp: (dy, [x], _, { repeats, axis }) => [() => sum(reshape(dy, { shape: beside(x, axis, repeats) }), { axis: axis + 1 })],
  picture: { role: "function", label: ({ repeats, axis }) => `repeat(·, ${repeats}), axis ${axis}`, title: "Repeat" },
  notation: {
    text: ([x], { repeats, axis }) => atom(`repeat(${x.text}, ${repeats}, axis ${axis})`),
    latex: ([x], { repeats, axis }) => atom(`\\operatorname{repeat}_{${repeats},\\, \\text{axis ${axis}}}\\left(${x.text}\\right)`),
  },
});

/** The shape of x with an axis after that one. */
const beside = (x: AnyTensor, axis: number, size: number): Dim[] => [...x.shape.slice(0, axis + 1), size, ...x.shape.slice(axis + 1)];

/** S with the dim along the axis A multiplied by N. */
type Repeat<S extends Shape, A, N> = number extends S["length"]
  ? Dim[]
  : number extends AxisPosition<S, A>
    ? Dim[]
    : [AxisPosition<S, A>] extends [infer At extends number]
      ? WithDim<S, At, TimesCount<S[At], N>>
      : Dim[];

/** How often repeat copies, and along which axis of X. */
interface RepeatOptions<X extends Tensor, A, N extends number> extends Named {
  readonly repeats: Checked<CountProblem<"repeat", "repeats", N>, N>;
  /** By position or name. */
  readonly axis: Checked<AxisProblem<"repeat", X["shape"], A>, A>;
}

/** repeat(x, { repeats, axis }) = each element so many times along that axis: 1, 1, 2, 2. See {@link repeatOp}. */
export function repeat<X extends Tensor, const A extends Axis, const N extends number>(
  x: X,
  options: RepeatOptions<X, A, N>,
): Tensor<Repeat<X["shape"], A, N>, X["dtype"], NeedsOf<X>>;
export function repeat(x: Tensor, options: { readonly repeats: number; readonly axis: Axis } & Named): Tensor {
  const { repeats, axis } = optionsOf(repeatOp, options);
  return apply(repeatOp, [x], { repeats, axis: axisOf("repeat", x, axis) }, options);
}
