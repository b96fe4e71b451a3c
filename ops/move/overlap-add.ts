import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { addDims, floorDivideDim, multiplyDims, subtractDims } from "../../graph/dim.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference, Product, Sum } from "../../graph/types/arithmetic.ts";
import type { AllAxes, Axes, Axis } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { sum } from "../reduce/sum.ts";
import { type AxesProblem, axisOf, type PositionList } from "../shared/axes.ts";
import { requireFloat, resolveAxes } from "../shared/infer.ts";
import { type Each, type Extent, extentOf, type IndexOf, windowWords } from "../shared/windowing.ts";
import { pad } from "./pad.ts";
import { reshape } from "./reshape.ts";
import { shear } from "./shear.ts";
import { transpose } from "./transpose.ts";
import { windows } from "./windows.ts";

/** Axes counted from the front, and for each of them a stride, a dilation and how long it is in the result. */
export interface OverlapAddAttrs {
  readonly axes: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly lengths: Shape;
}

/** Windows over some axes: a number for each of them, or one for all. */
export interface OverlapAddOptions {
  /** How far a window begins after the one before, default 1. */
  readonly stride?: number | readonly number[];
  /** How far its elements lie apart, default 1: beside each other. */
  readonly dilation?: number | readonly number[];
  /** By position or name; by default all but the first and the last of those that are not of the windows. */
  readonly axes?: Axis | readonly Axis[];
  /** How long these axes are in the result: as long as the windows reach where this is left out. */
  readonly lengths?: Shape;
}

/**
 * overlapAdd(x, { axes, stride, dilation, lengths }) = the sum of windows, each where `windows` takes it from, of which it is the derivative.
 *
 * x: float[...counts, ...sizes], the elements of a window along as many axes at the end as `axes` names → float[...lengths]
 * Edges:   0 where no window is. windows(overlapAdd(x)) is x only where windows do not overlap.
 * Errors:  OpError when x is not a float tensor or has no such axes, or an axis of that length has another number of windows.
 * Source:  PyTorch fold; Crochiere 1980 (short-time Fourier synthesis).
 */
export const overlapAddOp = defineOp<OverlapAddAttrs>({
  name: "overlapAdd",
  inputs: ["x"],
  attrs: { axes: "integers", stride: "integers", dilation: "integers", lengths: "shape" },
  infer: inferOverlapAdd,
  definition: ([x], attrs) => {
    let sums = x;
    for (let i = attrs.axes.length - 1; i >= 0; i--) sums = alongOne(sums, attrs, i);
    return sums;
  },
  vjp: (dy, [x], _, { axes, stride, dilation }) => {
    const size = x.shape.slice(x.shape.length - axes.length) as number[];
    return [() => (axes.length === 0 ? dy : windows(dy, { size, stride, dilation, axes }))];
  },
  picture: {
    role: "function",
    label: (attrs) => `overlap-add ${words(attrs)}`,
    title: "Overlap-add",
    formula: (attrs) => `Σ of windows ${words(attrs)}`,
  },
  notation: {
    text: ([x], attrs) => atom(`overlapAdd(${x.text}, ${words(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{overlap\\text{-}add}_{\\text{${words(attrs)}}}\\left(${x.text}\\right)`),
  },
});

const words = ({ lengths, ...attrs }: OverlapAddAttrs): string => `to ${lengths.join(" × ")}${windowWords(attrs)}`;

/** The windows of the axis number i, whose elements stand along the last axis. */
function alongOne(x: AnyTensor, { axes, stride, dilation, lengths }: OverlapAddAttrs, i: number): AnyTensor {
  const [axis, step, apart, length] = [axes[i], stride[i], dilation[i], lengths[i]] as [number, number, number, Dim];
  const last = x.shape.length - 1;
  const [count, size] = [x.shape[axis] as Dim, x.shape[last] as number];
  const padsOf = (own: Readonly<Record<number, readonly [Dim, Dim]>>) => x.shape.map((_: Dim, at: number) => own[at] ?? ([0, 0] as const));
  const dilated = (at: number, by: number): number[] => x.shape.map((_: Dim, other: number) => (other === at ? by : 1));
  const extent = extentOf(size, apart);
  if (extent <= step) {
    // No two windows overlap: with the gaps between them they are the axis, in order.
    const whole = pad(x, { pads: padsOf({ [last]: [0, step - extent] }), dilation: dilated(last, apart) });
    const order = [...x.shape.keys()].slice(0, last).toSpliced(axis + 1, 0, last);
    const row = reshape(transpose(whole, { perm: order }), { shape: x.shape.slice(0, last).with(axis, multiplyDims(count, step)) });
    const rest = subtractDims(length, multiplyDims(count, step));
    return rest === 0
      ? row
      : pad(row, { pads: row.shape.map((_: Dim, at: number) => (at === axis ? ([0, rest] as const) : ([0, 0] as const))) });
  }
  // y[i] = Σₖ x[(i − k·apart) ÷ step, k], with zeros between windows: column k is read k·apart places before.
  const before = extent - 1;
  const after = subtractDims(subtractDims(length, 1), multiplyDims(step, subtractDims(count, 1)));
  const whole = pad(x, { pads: padsOf({ [axis]: [before, after] }), dilation: dilated(axis, step) });
  return sum(shear(whole, { axis, along: last, step: -apart }), { axis: last });
}

function inferOverlapAdd([x]: Operands<TensorType>, { axes, stride, dilation, lengths }: OverlapAddAttrs, fail: Fail): TensorType {
  requireFloat(x, "x", fail);
  const outer = x.shape.slice(0, Math.max(x.shape.length - axes.length, 0));
  resolveAxes(axes, { ...x, shape: outer }, fail);
  const sizes = x.shape.slice(outer.length);
  const refuse = (expected: string, actual: string, cure: string): never => fail({ code: "overlap-add", expected, actual, cure });
  if (!sizes.every((size) => typeof size === "number" && size >= 1))
    refuse("windows must have a size that is a number ≥ 1", showType(x), "give it as a number");
  for (const [name, list] of Object.entries({ stride, dilation })) {
    if (list.length === axes.length && list.every((one) => one >= 1)) continue;
    refuse(
      `${name} must be one whole number ≥ 1 for each of the axes [${axes.join(", ")}]`,
      `[${list.join(", ")}] for ${showType(x)}`,
      `correct ${name}`,
    );
  }
  if (lengths.length !== axes.length)
    refuse("lengths must be one for each of the axes", `${showShape(lengths)} for [${axes.join(", ")}]`, "correct lengths");
  for (const [i, axis] of axes.entries()) {
    const rest = subtractDims(lengths[i] as Dim, extentOf(sizes[i] as number, dilation[i] as number));
    const count = addDims(floorDivideDim(rest, stride[i] as number), 1);
    if (count !== outer[axis] || (typeof rest === "number" && rest < 0)) {
      refuse(
        "an axis must have as many windows as x has",
        `${count} in ${lengths[i]}, and ${outer[axis]} along axis ${axis} of ${showShape(x.shape)}`,
        "correct lengths",
      );
    }
  }
  return { shape: outer.map((dim, axis) => lengths[axes.indexOf(axis)] ?? dim), dtype: x.dtype };
}

/** S without its last axes, as many as P names, and these. */
type Parted<S extends Shape, P extends readonly unknown[], Sizes extends Dim[] = []> = Sizes["length"] extends P["length"]
  ? [S, Sizes]
  : S extends readonly [...infer Rest extends Dim[], infer K extends Dim]
    ? Parted<Rest, P, [K, ...Sizes]>
    : never;

/** The windowed axes where none is named: half of those between the first and the last two. */
type MiddleAxes<S extends Shape, R extends number[] = []> = S extends readonly [
  unknown,
  unknown,
  unknown,
  unknown,
  ...infer Rest extends Dim[],
]
  ? MiddleAxes<[0, 0, ...Rest], [...R, [...R, 0]["length"] & number]>
  : R;
type AxisList<S extends Shape, A> = [A] extends readonly [AllAxes] ? MiddleAxes<S> : PositionList<S, A>;

/** How far N windows of K elements reach. */
type Reached<N, K, T, D> = [N, K, T, D] extends readonly [
  infer n extends number,
  infer k extends number,
  infer t extends number,
  infer d extends number,
]
  ? Sum<Product<t, Difference<n, 1>>, Extent<k, d>>
  : [K, T] extends readonly [1, 1]
    ? N & Dim
    : Dim;

type Lengths<
  Outer extends Shape,
  Sizes extends Shape,
  P extends readonly unknown[],
  T,
  D,
  L,
  R extends Dim[] = [],
> = Outer extends readonly [infer N extends Dim, ...infer Rest extends Dim[]]
  ? [IndexOf<P, R["length"]>] extends [infer I]
    ? Lengths<
        Rest,
        Sizes,
        P,
        T,
        D,
        L,
        [...R, [I] extends [never] ? N : L extends Shape ? Each<L, I> & Dim : Reached<N, Sizes[I & keyof Sizes], Each<T, I>, Each<D, I>>]
      >
    : never
  : R;

type OverlapAdded<S extends Shape, A, T, D, L> = number extends S["length"]
  ? Dim[]
  : AxisList<S, A> extends infer P extends readonly unknown[]
    ? number extends P["length"] | P[number]
      ? Dim[]
      : Parted<S, P> extends [infer Outer extends Dim[], infer Sizes extends Dim[]]
        ? Lengths<Outer, Sizes, P, T, D, L>
        : Dim[]
    : Dim[];

type Numbers = number | readonly number[];

/** Windows over the axes A of X. */
interface OverlapAddOf<X extends Tensor, A, T, D, L> extends Named {
  /** How far a window begins after the one before, default 1. */
  readonly stride?: T;
  /** How far its elements lie apart, default 1: beside each other. */
  readonly dilation?: D;
  /** By position or name; by default all but the first and the last of those that are not of the windows. */
  readonly axes?: Checked<AxesProblem<"overlapAdd", X["shape"], A>, A>;
  /** How long these axes are in the result: as long as the windows reach where this is left out. */
  readonly lengths?: L;
}

/** overlapAdd(x, { axes, stride, dilation, lengths }) = the sum of windows, each where it was taken from. See {@link overlapAddOp}. */
export function overlapAdd<
  X extends Tensor,
  const A extends Axes = AllAxes,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const L extends Shape | undefined = undefined,
>(
  x: FloatTensor<"overlapAdd", X>,
  options?: OverlapAddOf<X, A, T, D, L>,
): Tensor<OverlapAdded<X["shape"], A, T, D, L>, X["dtype"], NeedsOf<X>>;
export function overlapAdd(x: Tensor, options?: OverlapAddOptions & Named): Tensor {
  requireTensor("overlapAdd", x);
  const rank = x.shape.length;
  const given = optionsOf(overlapAddOp, options);
  const { axes = Array.from({ length: Math.max((rank >> 1) - 1, 0) }, (_, i) => i + 1), stride = 1, dilation = 1 } = given;
  const positions = [axes].flat().map((axis) => axisOf("overlapAdd", x, axis as Axis));
  const each = (one: number | readonly number[]): readonly number[] => (typeof one === "number" ? positions.map(() => one) : one);
  const [steps, gaps] = [each(stride), each(dilation)];
  const reached = (axis: number, i: number): Dim => {
    const size = x.shape[rank - positions.length + i];
    const between = multiplyDims(steps[i] ?? 1, subtractDims(x.shape[axis] ?? 1, 1));
    return addDims(between, extentOf(typeof size === "number" ? size : 1, gaps[i] ?? 1));
  };
  return apply(
    overlapAddOp,
    [x],
    { axes: positions, stride: steps, dilation: gaps, lengths: given.lengths ?? positions.map(reached) },
    options,
  );
}
