import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { addDims, floorDivideDim, subtractDims } from "../../graph/dim.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference, FlooredQuotient, Sum } from "../../graph/types/arithmetic.ts";
import type { AllAxes, Axes, Axis } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { type AxesBetween, type AxesProblem, axesBetween, axisOf, type PositionList } from "../shared/axes.ts";
import { resolveAxes } from "../shared/infer.ts";
import { type Each, type Extent, extentOf, type IndexOf, windowWords } from "../shared/windowing.ts";
import { overlapAdd } from "./overlap-add.ts";

/** Axes counted from the front, and for each of them one size, stride and dilation. */
export interface WindowsAttrs {
  readonly axes: readonly number[];
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** Windows over some axes: a number for each of them, or one for all. */
export interface WindowsOptions {
  /** Elements of a window along each axis. */
  readonly size: number | readonly number[];
  /** How far a window begins after the one before, default 1. */
  readonly stride?: number | readonly number[];
  /** How far its elements lie apart, default 1: beside each other. */
  readonly dilation?: number | readonly number[];
  /** By position or name; by default all but the first, the batch, and the last, the channels. */
  readonly axes?: Axis | readonly Axis[];
}

/**
 * windows(x, { size, stride, dilation, axes }) = the windows of x: along each of the axes, elements i·stride + k·dilation for k < size.
 *
 * x: any[...S] → same dtype[...S, ...size]: a windowed axis n becomes the number of windows, ⌊(n − dilation·(size − 1) − 1) ÷ stride⌋ + 1,
 *                and the elements of a window stand along new axes at the end, in the order of `axes`
 * Edges:   what is left at the end of an axis is in no window. Windows of a named axis are an expression: (height-3)//2+1 of height.
 *          The cotangent of an element is the sum of those of the windows that it is in.
 * Errors:  OpError when x has no such axis, one is named twice, a size, stride or dilation is below 1, or a window is larger than its axis;
 *          FeedError when it is larger than a named axis turns out to be.
 * Source:  NumPy sliding_window_view, with a stride and a dilation; PyTorch unfold.
 */
export const windowsOp = defineOp<WindowsAttrs>({
  name: "windows",
  inputs: ["x"],
  attrs: { axes: "integers", size: "integers", stride: "integers", dilation: "integers" },
  infer: inferWindows,
  refusesSizes: true,
  move: ([{ shape }], _, { axes, stride, dilation }) => {
    const strides = stridesOf(shape);
    const between = strides.map((step, position) => step * (stride[axes.indexOf(position)] ?? 1));
    return [{ input: 0, from: 0, steps: [...between, ...axes.map((axis, i) => (strides[axis] as number) * (dilation[i] as number))] }];
  },
  vjp: (dy, [x], _, attrs) => [
    () => {
      const { axes, stride, dilation } = attrs;
      return axes.length === 0 ? dy : overlapAdd(dy, { axes, stride, dilation, lengths: axes.map((axis) => x.shape[axis] as Dim) });
    },
  ],
  picture: { role: "function", label: (attrs) => `windows ${words(attrs)}` },
  notation: {
    text: ([x], attrs) => atom(`windows(${x.text}, ${words(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{windows}_{\\text{${words(attrs)}}}\\left(${x.text}\\right)`),
    torch: ([x], attrs) => atom(torchWindows(grouped(x, binding.atom), attrs)),
    numpy: ([x], attrs) => atom(numpyWindows(x.text, attrs)),
  },
});

function inferWindows([x]: Operands<TensorType>, { axes, size, stride, dilation }: WindowsAttrs, fail: Fail): TensorType {
  resolveAxes(axes, x, fail);
  const lists = { size, stride, dilation };
  for (const [name, list] of Object.entries(lists)) {
    if (list.length === axes.length && list.every((one) => one >= 1)) continue;
    fail({
      code: "windows",
      expected: `${name} must be one whole number ≥ 1 for each of the axes [${axes.join(", ")}]`,
      actual: `[${list.join(", ")}] for ${showShape(x.shape)}`,
      cure: `correct ${name}`,
    });
  }
  const shape: Dim[] = [...x.shape];
  for (const [i, axis] of axes.entries()) {
    const dim = shape[axis] as Dim;
    const extent = extentOf(size[i] as number, dilation[i] as number);
    const rest = subtractDims(dim, extent);
    if (typeof rest === "number" && rest < 0) {
      fail({
        code: "windows-size",
        expected: "a window must not be larger than its axis",
        actual: `${extent} elements${dilation[i] === 1 ? "" : ` with those between its ${size[i]}`} and ${dim} of axis ${axis} of ${showShape(x.shape)}`,
        cure: "take a smaller window, or pad x",
      });
    }
    shape[axis] = addDims(floorDivideDim(rest, stride[i] as number), 1);
  }
  return { shape: [...shape, ...size], dtype: x.dtype };
}

/** "3 × 3, stride 2, axes 1, 2" */
const words = ({ size, ...attrs }: WindowsAttrs): string => `${size.join(" × ")}${windowWords(attrs)}`;

/** NumPy has no stride and no dilation there: parts are taken of all windows that are large enough. */
function numpyWindows(x: string, { axes, size, stride, dilation }: WindowsAttrs): string {
  const tuple = (items: readonly (number | string)[]): string => (items.length === 1 ? `${items[0]}` : `(${items.join(", ")})`);
  const extents = size.map((one, i) => extentOf(one, dilation[i] as number));
  const all = `np.lib.stride_tricks.sliding_window_view(${x}, ${tuple(extents)}, axis=${tuple(axes)})`;
  const every = (step: number | undefined): string => (step === undefined || step === 1 ? ":" : `::${step}`);
  const outer = Array.from({ length: Math.max(-1, ...axes) + 1 }, (_, position) => every(stride[axes.indexOf(position)]));
  const steps = stride.some((one) => one > 1) ? `[${outer.join(", ")}]` : "";
  return `${all}${steps}${dilation.some((one) => one > 1) ? `[..., ${dilation.map(every).join(", ")}]` : ""}`;
}

/** PyTorch takes windows along one axis after the other. */
function torchWindows(x: string, { axes, size, stride, dilation }: WindowsAttrs): string {
  const all = axes.map((axis, i) => `.unfold(${axis}, ${extentOf(size[i] as number, dilation[i] as number)}, ${stride[i]})`);
  const every = dilation.map((step) => (step === 1 ? ":" : `::${step}`));
  return `${x}${all.join("")}${dilation.some((one) => one > 1) ? `[..., ${every.join(", ")}]` : ""}`;
}

/** How many windows an axis of N elements has. */
type Count<N, K, T, D> = [N, K, T, D] extends readonly [
  infer n extends number,
  infer k extends number,
  infer t extends number,
  infer d extends number,
]
  ? Sum<FlooredQuotient<Difference<n, Extent<k, d>>, t>, 1>
  : [K, T] extends readonly [1, 1]
    ? N & Dim
    : Dim;

type Counts<S extends Shape, P extends readonly unknown[], K, T, D, R extends Dim[] = []> = S extends readonly [
  infer N extends Dim,
  ...infer Rest extends Dim[],
]
  ? [IndexOf<P, R["length"]>] extends [infer I]
    ? Counts<Rest, P, K, T, D, [...R, [I] extends [never] ? N : Count<N, Each<K, I>, Each<T, I>, Each<D, I>>]>
    : never
  : R;

type Sizes<P extends readonly unknown[], K> = { -readonly [I in keyof P]: Each<K, I> & Dim };

type AxisList<S extends Shape, A> = [A] extends readonly [AllAxes] ? AxesBetween<S> : PositionList<S, A>;

/** The shape of the windows of S. */
type WindowsOf<S extends Shape, A, K, T, D> = number extends S["length"]
  ? Dim[]
  : AxisList<S, A> extends infer P extends readonly unknown[]
    ? number extends P["length"]
      ? Dim[]
      : number extends P[number]
        ? Dim[]
        : [...Counts<S, P, K, T, D>, ...Sizes<P, K>]
    : Dim[];

/** True where K elements, D apart, are certainly more than N. */
type IsLarger<N, K, D> = [N, K, D] extends readonly [infer n extends number, infer k extends number, infer d extends number]
  ? number extends n | k | d
    ? false
    : Difference<Extent<k, d>, n> extends 0
      ? false
      : true
  : false;

type SizeProblem<S extends Shape, A, K, D> = number extends S["length"]
  ? never
  : AxisList<S, A> extends infer P extends readonly number[]
    ? number extends P["length"]
      ? never
      : number extends P[number]
        ? never
        : true extends { [I in keyof P]: IsLarger<S[P[I]], Each<K, I>, Each<D, I>> }[number]
          ? `windows: a window must not be larger than its axis, got ${ShowShape<S>}`
          : never
    : never;

/** Numbers that can be no size, stride or dilation, as texts. */
type NotCounting<N> = N extends number ? Extract<`${N}`, "0" | `-${string}` | `${string}.${string}`> : never;
type NumberProblem<N, A> = [NotCounting<N extends readonly unknown[] ? N[number] : N>] extends [never]
  ? [N, A] extends readonly [{ readonly length: infer n extends number }, { readonly length: infer a extends number }]
    ? number extends n | a
      ? never
      : [n] extends readonly [a]
        ? never
        : `windows: one number must stand for each axis, got ${n} for ${a}`
    : never
  : `windows: sizes, strides and dilations must be whole numbers ≥ 1, got ${NotCounting<N extends readonly unknown[] ? N[number] : N>}`;

/** Where no axis is named, x must have some between the first and the last. */
type AxesMissing<S extends Shape, A> = number extends S["length"]
  ? never
  : [A] extends readonly [AllAxes]
    ? AxesBetween<S> extends readonly []
      ? `windows: axes must be named where x has no axis between the first and the last, got ${ShowShape<S>}`
      : never
    : never;

type Numbers = number | readonly number[];

/** Windows over the axes A of X. */
interface WindowsOver<X extends Tensor, A, K, T, D> extends Named {
  /** Elements of a window along each axis. */
  readonly size: Checked<
    Checked<AxesMissing<X["shape"], A>, Checked<NumberProblem<K, GivenAxes<X["shape"], A>>, SizeProblem<X["shape"], A, K, D>>>,
    K
  >;
  /** How far a window begins after the one before, default 1. */
  readonly stride?: Checked<NumberProblem<T, GivenAxes<X["shape"], A>>, T>;
  /** How far its elements lie apart, default 1: beside each other. */
  readonly dilation?: Checked<NumberProblem<D, GivenAxes<X["shape"], A>>, D>;
  /** By position or name; by default all but the first, the batch, and the last, the channels. */
  readonly axes?: Checked<AxesProblem<"windows", X["shape"], A>, A>;
}
type GivenAxes<S extends Shape, A> = number extends S["length"] ? A : AxisList<S, A>;

/** windows(x, { size, stride, dilation, axes }) = the sliding windows of x, their elements along new axes at the end. See {@link windowsOp}. */
export function windows<
  X extends Tensor,
  const K extends Numbers,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const A extends Axes = AllAxes,
>(x: X, options: WindowsOver<X, A, K, T, D>): Tensor<WindowsOf<X["shape"], A, K, T, D>, X["dtype"], NeedsOf<X>>;
export function windows(x: Tensor, options: WindowsOptions & Named): Tensor {
  requireTensor("windows", x);
  const { axes = axesBetween("windows", x), size, stride = 1, dilation = 1 } = optionsOf(windowsOp, options);
  const positions = [axes].flat().map((axis) => axisOf("windows", x, axis as Axis));
  const each = (one: number | readonly number[]): readonly number[] => (typeof one === "number" ? positions.map(() => one) : one);
  return apply(windowsOp, [x], { axes: positions, size: each(size), stride: each(stride), dilation: each(dilation) }, options);
}
