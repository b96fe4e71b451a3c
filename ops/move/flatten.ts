import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { countOfShape } from "../../graph/dim.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type Dim, type Shape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Product } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowDim, ShowShape } from "../../graph/types/show.ts";
import { axisOf } from "../shared/axes.ts";
import { reshape } from "./reshape.ts";

/**
 * flatten(x) = x with the axes from `axis` on joined into one; by default from the second on, which makes each sample of a batch a row.
 *
 * x: any[...S, ...T] → same dtype[...S, Π T]
 * Edges:   axis 0 joins all, as NumPy's flatten; of no axes left the new one has size 1: [batch] is [batch, 1]. Names are multiplied:
 *          [batch, time, 4] is [batch, 4*time].
 * Errors:  OpError when axis is beyond the axes of x.
 * Source:  ONNX Flatten-13, whose axes before `axis` become one, too; NumPy ndarray.flatten; PyTorch flatten.
 */
export const flattenOp = defineOp<{ readonly axis: number }>({
  name: "flatten",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => {
    const rank = x.shape.length;
    if (!(axis >= 0 && axis <= rank)) {
      fail({
        code: "axis",
        expected: `axis must be one of ${0 - rank} to ${rank}`,
        actual: `axis ${axis} for ${showShape(x.shape)}`,
        cure: "correct axis",
      });
    }
    return { shape: [...x.shape.slice(0, axis), countOfShape(x.shape.slice(axis))], dtype: x.dtype };
  },
  view: "x",
  vjp: (dy, [x]) => [() => reshape(dy, { shape: x.shape })],
  picture: { role: "function", label: ({ axis }) => `flatten${unlessSecond(axis)}` },
  notation: {
    text: ([x], { axis }) => atom(`flatten(${x.text}${unlessSecond(axis)})`),
    latex: ([x], { axis }) => atom(`\\operatorname{flatten}_{${axis}}\\left(${x.text}\\right)`),
    // A function of its operand, so that it is written once.
    torch: ([x], { axis }, { ranks: [rank = 0] }) =>
      atom(
        axis === rank && axis > 0 ? `torch.unsqueeze(${x.text}, dim=${axis})` : `torch.flatten(${x.text}${axis === 0 ? "" : `, ${axis}`})`,
      ),
    numpy: ([x], { axis }) =>
      atom(
        axis === 0
          ? `np.ravel(${x.text})`
          : `(lambda x: np.reshape(x, (*x.shape[:${axis}], np.prod(x.shape[${axis}:], dtype=int))))(${x.text})`,
      ),
  },
});

const unlessSecond = (axis: number): string => (axis === 1 ? "" : `, axis ${axis}`);

/** The product of two dims; what a name and another dim make is not known to the compiler. */
type Times<A, B> = [A, B] extends readonly [infer a extends number, infer b extends number]
  ? Product<a, b>
  : [A] extends readonly [1]
    ? B
    : [B] extends readonly [1]
      ? A
      : [A] extends readonly [0]
        ? 0
        : [B] extends readonly [0]
          ? 0
          : Dim;

/** The dims from the position At on multiplied. */
type Join<S extends Shape, At, R extends Dim[] = [], Joined = 1> = S extends readonly [infer D extends Dim, ...infer Rest extends Dim[]]
  ? R["length"] extends At
    ? Join<Rest, At, R, Times<Joined, D>>
    : Join<Rest, At, [...R, D], Joined>
  : [...R, Joined & Dim];

/** Where joining begins: a position of S, or its end. */
type Begin<S extends Shape, A> = `${A & (string | number)}` extends `-${string}`
  ? AxisPosition<S, A>
  : A extends number
    ? AxisPosition<[...S, 1], A>
    : AxisPosition<S, A>;

type Flatten<S extends Shape, A> = number extends S["length"] ? Dim[] : number extends Begin<S, A> ? Dim[] : Join<S, Begin<S, A>>;

type FlattenProblem<S extends Shape, A> = number extends S["length"]
  ? never
  : [Begin<S, A>] extends [never]
    ? `flatten: axis ${ShowDim<A>} is not in ${ShowShape<S>}, nor its end`
    : never;

/** A tensor that has the axis A, or ends there; or why it does not. */
type Flattened<X extends Tensor, A> = Checked<FlattenProblem<X["shape"], A>, X>;

/** flatten(x, { axis }) = x with the axes from there on joined, by default from the second on. See {@link flattenOp}. */
export function flatten<X extends Tensor, const A extends Axis = 1>(
  x: Flattened<X, A>,
  options?: { readonly axis?: A } & Named,
): Tensor<Flatten<X["shape"], A>, X["dtype"], NeedsOf<X>>;
export function flatten(x: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  requireTensor("flatten", x);
  const { axis = 1 } = optionsOf(flattenOp, options);
  return apply(flattenOp, [x], { axis: axisOf("flatten", x, axis) }, options);
}
