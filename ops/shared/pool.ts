import { type Named, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { divideDims } from "../../graph/dim.ts";
import type { Attrs } from "../../graph/graph.ts";
import { type AnyTensor, type Fail, failAt, type Op, type Operands, type Picture, type TensorType } from "../../graph/op.ts";
import { type Dim, showShape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type {
  AnyLayout,
  Numbers,
  NumbersProblem,
  Padding,
  PaddingProblem,
  PadsProblem,
  SlidAxes,
  SlidProblem,
} from "../../graph/types/sliding.ts";
import { reshape } from "../move/reshape.ts";
import { windows } from "../move/windows.ts";
import { channelAxis, layoutNames, layoutWords, requireLayout, shapeIn, spatialAxes } from "./layout.ts";
import {
  eachAxis,
  givenPads,
  padded,
  padsOf,
  type SlidingAttrs,
  type SlidingOptions,
  slidDims,
  slidingAttrs,
  slidingOptions,
  slidingSchema,
  slidingWords,
} from "./sliding.ts";
import { extentOf } from "./windowing.ts";

/** What pools over one, two and three axes share. */

export interface PoolAttrs extends SlidingAttrs {
  readonly size: readonly number[];
  readonly ceil: boolean;
}
const poolLayouts = ["NWC", "NHWC", "NDHWC", "NCW", "NCHW", "NCDHW"] as const;
export const poolSchema = { size: "integers", ...slidingSchema, ceil: "boolean", layout: poolLayouts } as const;

/** How a pool slides: K elements, T strides, D dilations, P padding, E ceil, L layout. */
interface PoolOptions<K, T, D, P, E, L> extends Named {
  /** Elements of the window along each axis: one number, or one for each. */
  readonly size: K;
  /** How far a window begins after the one before; default `size`, side by side. */
  readonly stride?: T;
  /** How far the elements of a window lie apart, default 1: beside each other. */
  readonly dilation?: D;
  /** "valid", the default: none; "same": ⌈n ÷ stride⌉ windows along each axis; or [before, after] of each axis. */
  readonly padding?: P;
  /** true lets the last window reach beyond the padding. Default false. */
  readonly ceil?: E;
  /** What the axes of x are; channels last where none is given. */
  readonly layout?: L;
}
export type AnyPool = PoolOptions<Numbers, Numbers, Numbers, Padding, boolean, AnyLayout>;

/** The same for X, each checked against the axes that are slid over. */
export type CheckedPool<Op extends string, X extends Tensor, K, T, D, P, E, L> = PoolOptions<
  Checked<SlidProblem<Op, X["shape"], SlidAxes<X["shape"], L>, K, D, P>, K>,
  Checked<NumbersProblem<Op, "stride", SlidAxes<X["shape"], L>, T>, T>,
  Checked<NumbersProblem<Op, "dilation", SlidAxes<X["shape"], L>, D>, D>,
  Checked<Checked<PaddingProblem<Op, SlidAxes<X["shape"], L>, P>, PadsProblem<Op, SlidAxes<X["shape"], L>, K, D, P>>, P>,
  E,
  L
>;

/** The layout of x where none is given. */
export function layoutOf(x: Tensor, layout: string | undefined): string {
  return layout ?? (["NWC", "NHWC", "NDHWC"][x.shape.length - 3] as string | undefined) ?? "NHWC";
}

export function requireNumbers(x: TensorType, name: string, fail: Fail): void {
  if (x.dtype !== "bool") return;
  fail({ code: "dtype", expected: `${name} must be numbers`, actual: showType(x), cure: 'cast(x, { dtype: "float32" }) it' });
}

export function inferPool([x]: Operands<TensorType>, attrs: PoolAttrs, fail: Fail): TensorType {
  const { layout, size, padding, stride, dilation } = attrs;
  requireLayout(x, layout, fail);
  const spatial = slidDims(x, size, attrs, fail);
  for (const [i, axis] of spatialAxes(layout).entries()) {
    const dim = x.shape[axis] as Dim;
    const extent = extentOf(size[i] as number, dilation[i] as number);
    const pads = givenPads(dim, i, size, attrs);
    if (padding === "given" && pads.some((one) => (one as number) >= extent)) {
      fail({
        code: "padding",
        expected: `padding must be less than the window, ${extent} of axis ${axis}`,
        actual: `[${pads.join(", ")}]`,
        cure: "a window of padding alone has nothing in it",
      });
    }
    if (attrs.ceil && typeof dim === "string" && (pads[1] as number) > extent - (stride[i] as number)) {
      fail({
        code: "ceil",
        expected: "with ceil, a named axis must have no padding after that a window could begin in",
        actual: `${pads[1]} of axis ${axis} of ${showShape(x.shape)}, size ${size[i]}, stride ${stride[i]}`,
        cure: "give the size of the axis as a number",
      });
    }
  }
  return { shape: shapeIn(layout, x.shape[0] as Dim, spatial, x.shape[channelAxis(layout)] as Dim), dtype: x.dtype };
}

/** The windows of x with its padding, and the axes that their elements stand along. */
export function pooled(x: AnyTensor, attrs: PoolAttrs, value: number): { readonly windows: AnyTensor; readonly axis: readonly number[] } {
  const { size, stride, dilation, layout } = attrs;
  const all = windows(padded(x, size, attrs, value), { size, stride, dilation, axes: spatialAxes(layout) }) as AnyTensor;
  return { windows: all, axis: size.map((_, i) => x.shape.length + i) };
}

/** x as its windows, where these stand side by side and leave nothing over: each spatial axis as windows and their elements, one behind the other. */
export function sideBySide(
  x: AnyTensor,
  attrs: PoolAttrs,
): { readonly windows: AnyTensor; readonly axis: readonly number[]; readonly kept: readonly Dim[] } | undefined {
  const { size, stride, dilation, layout } = attrs;
  const axes = spatialAxes(layout);
  const split: Dim[] = [];
  const kept: Dim[] = [];
  const axis: number[] = [];
  for (const [at, dim] of x.shape.entries()) {
    const i = axes.indexOf(at);
    if (i < 0) {
      split.push(dim);
      kept.push(dim);
      continue;
    }
    const [before, after] = padsOf(dim, i, size, attrs);
    const many = divideDims(dim, size[i] as number);
    if (many === undefined || before !== 0 || after !== 0 || stride[i] !== size[i] || dilation[i] !== 1) return undefined;
    axis.push(split.length + 1);
    split.push(many, size[i] as number);
    kept.push(many, 1);
  }
  return { windows: reshape(x, { shape: split }) as AnyTensor, axis, kept };
}

/** The attributes of a pool of x; `further` are options of its own. */
export function poolAttrs(op: Op, x: Tensor, options: AnyPool, further: readonly string[] = []) {
  requireTensor(op.name, x);
  const own = ["size pool_size kernel_size kernel_shape", ...slidingOptions, "ceil ceil_mode", layoutNames];
  checkOptions(op.name, options, [...own, ...further, "name"]);
  const layout = layoutOf(x, options?.layout);
  const axes = layout.length - 2;
  const id = builderOf(x).reserve(op.name, options?.name);
  const fail = failAt(op.name, id);
  const { size, ceil = false } = (options ?? {}) as AnyPool;
  if (typeof size !== "number" && !Array.isArray(size)) {
    fail({
      code: "windows",
      expected: "size must be a whole number ≥ 1, or one for each axis",
      actual: showValue(size),
      cure: `write ${op.name}(x, { size: 2 })`,
    });
  }
  return {
    id,
    attrs: {
      ...slidingAttrs({ stride: size, ...options } as SlidingOptions, axes, fail),
      size: eachAxis(size as Numbers, axes),
      ceil,
      layout,
    },
  };
}

/** What a pool over all of each spatial axis takes. */
export interface GlobalPoolOptions<Kept, L> extends Named {
  /** true keeps the spatial axes, with one element each. Default false. */
  readonly keepdims?: Kept;
  /** What the axes of x are; channels last where none is given. */
  readonly layout?: L;
}
export interface GlobalPoolAttrs {
  readonly layout: string;
  readonly keepdims: boolean;
}
export const globalPoolSchema = { layout: poolLayouts, keepdims: "boolean" } as const;

export function inferGlobalPool([x]: Operands<TensorType>, { layout, keepdims }: GlobalPoolAttrs, fail: Fail): TensorType {
  requireLayout(x, layout, fail);
  const axes = spatialAxes(layout);
  return { shape: x.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [dim])), dtype: x.dtype };
}

/** The attributes of a global pool of x. */
export function globalPoolAttrs(op: Op, x: Tensor, options?: GlobalPoolOptions<boolean, AnyLayout>): GlobalPoolAttrs & Attrs {
  requireTensor(op.name, x);
  checkOptions(op.name, options, ["keepdims keep_dims", layoutNames, "name"]);
  return { layout: layoutOf(x, options?.layout), keepdims: options?.keepdims ?? false };
}

/** ", NCHW, keepdims" */
export const globalPoolWords = ({ layout, keepdims }: GlobalPoolAttrs): string => `${layoutWords(layout)}${keepdims ? ", keepdims" : ""}`;

/** "max 3 × 3, stride 2, same" */
export function poolWords(attrs: PoolAttrs): string[] {
  return [attrs.size.join(" × "), ...slidingWords(attrs, attrs.size), ...(attrs.ceil ? ["ceil"] : [])];
}

export const poolPicture = <A extends PoolAttrs>(
  name: string,
  title: string,
  formula: string,
  words: (attrs: A) => string[],
): Picture<A> => ({
  role: "reduction",
  label: (attrs) => `${name} ${words(attrs).join(", ")}`,
  title,
  formula: (attrs) => [formula, ...words(attrs)].join(", "),
});
