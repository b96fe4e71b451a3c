import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumbers } from "../../graph/attrs.ts";
import { builderOf } from "../../graph/builder.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes, Axis } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import type { Numbers } from "../../graph/types/sliding.ts";
import { add } from "../elementwise/add.ts";
import { mul } from "../elementwise/mul.ts";
import { take } from "../index/take.ts";
import { type AxesBetween, type AxesProblem, axesBetween, axisOf, type PositionList } from "../shared/axes.ts";
import { requireFloat, resolveAxes } from "../shared/infer.ts";
import type { Each, IndexOf } from "../shared/windowing.ts";
import { repeat } from "./repeat.ts";

/** The element that lies next, or a mean of the two around. */
export type ResizeMode = "nearest" | "linear";
/** Where element i of the result lies in x. */
export type ResizeCoordinates = "halfPixel" | "pytorchHalfPixel" | "alignCorners" | "asymmetric";
/** Which element lies next: of two equally near the one before or the one behind, or always that. */
export type NearestMode = "roundPreferFloor" | "roundPreferCeil" | "floor" | "ceil";

/** Axes counted from the front, and for each of them a size, or a scale: one of the two lists is empty. */
export interface ResizeAttrs {
  readonly axes: readonly number[];
  readonly sizes: readonly number[];
  readonly scales: readonly (number | string)[];
  readonly mode: ResizeMode;
  readonly coordinates: ResizeCoordinates;
  readonly nearestMode: NearestMode;
}

/** How large, and what stands between the elements of x. */
export interface ResizeOptions {
  /** Elements of each of the axes in the result: one number, or one for each. */
  readonly sizes?: number | readonly number[];
  /** In place of `sizes`: n elements become ⌊n · scale⌋. */
  readonly scales?: number | readonly number[];
  /** By position or name; by default all but the first, the batch, and the last, the channels. */
  readonly axes?: Axis | readonly Axis[];
  /** Default "nearest". */
  readonly mode?: ResizeMode;
  /** Default "halfPixel". */
  readonly coordinates?: ResizeCoordinates;
  /** Of "nearest", default "roundPreferFloor". */
  readonly nearestMode?: NearestMode;
}

/** Positions are constants of the graph. */
const mostElements = 2 ** 20;

/**
 * resize(x, { sizes, mode, coordinates }) = x larger or smaller: each element is the nearest one of x, or a mean of those around it.
 *
 *     y[i] = x[p] of the nearest whole p, or (⌊p⌋ + 1 − p)·x[⌊p⌋] + (p − ⌊p⌋)·x[⌊p⌋ + 1]
 *     p = (i + ½) ÷ s − ½ ("halfPixel"), i ÷ s ("asymmetric"), i·(n − 1) ÷ (m − 1) ("alignCorners")
 *
 * x: any[...S], with "linear" float[...S] → same dtype[...S], where each of the axes has m elements for its n; s is m ÷ n, or the scale
 * Edges:   p beyond the ends is the end. Of m = 1, "alignCorners" and "pytorchHalfPixel" take the first element; else the latter is "halfPixel".
 *          Other axes may be named, or have no elements. "linear" reads only what has a weight: an ∞ beside an exact place changes nothing.
 * Errors:  OpError when x has no such axis, a resized axis is named or has no elements, not one of sizes and scales has a number for each of
 *          the axes, the result would have no element or more than 2²⁰ along one, "linear" has a nearestMode or an x that is not a float tensor.
 * Source:  ONNX Resize-19, "nearest" and "linear"; "alignCorners" goes by the whole size of the result, as its text says and onnxruntime does.
 */
export const resizeOp = defineOp<ResizeAttrs>({
  name: "resize",
  inputs: ["x"],
  attrs: {
    axes: "integers",
    sizes: "integers",
    scales: "values",
    mode: ["nearest", "linear"],
    coordinates: ["halfPixel", "pytorchHalfPixel", "alignCorners", "asymmetric"],
    nearestMode: ["roundPreferFloor", "roundPreferCeil", "floor", "ceil"],
  },
  infer: inferResize,
  definition: ([x], attrs) =>
    attrs.axes.reduce((whole, axis, i) => {
      const places = placesOf(x.shape[axis] as number, i, attrs);
      return attrs.mode === "linear" ? between(whole, axis, places) : at(whole, axis, places.map(rounding[attrs.nearestMode]));
    }, x),
  picture: {
    role: "function",
    label: (attrs) => `resize ${words(attrs)}`,
    title: "Resize",
    formula: words,
  },
  notation: {
    text: ([x], attrs) => atom(`resize(${x.text}, ${words(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{resize}_{\\text{${words(attrs)}}}\\left(${x.text}\\right)`),
  },
});

function inferResize([x]: Operands<TensorType>, attrs: ResizeAttrs, fail: Fail): TensorType {
  const { axes, sizes, scales, mode, nearestMode } = attrs;
  const refuse = (expected: string, actual: string, cure: string): never => fail({ code: "resize", expected, actual, cure });
  if (mode === "linear") requireFloat(x, "x", fail);
  resolveAxes(axes, x, fail);
  if (sizes.length + scales.length !== axes.length || (sizes.length > 0 && scales.length > 0)) {
    refuse(
      `sizes or scales must be given, one number for each of the axes [${axes.join(", ")}]`,
      `sizes [${sizes.join(", ")}] and scales [${scales.join(", ")}]`,
      "write { sizes: 224 } or { scales: 2 }",
    );
  }
  const scale = scales.find((one) => !(Number.isFinite(decodeNumber(one)) && decodeNumber(one) > 0));
  if (scale !== undefined) refuse("scales must be finite numbers above 0", String(scale), "correct scales");
  if (mode === "linear" && nearestMode !== "roundPreferFloor") {
    refuse('only "nearest" has a nearestMode', `"linear" and "${nearestMode}"`, "leave one of them out");
  }
  const shape: Dim[] = [...x.shape];
  for (const [i, axis] of axes.entries()) {
    const n = x.shape[axis] as Dim;
    if (typeof n !== "number")
      return refuse(
        "an axis that is resized must have a size that is a number",
        `${n} of axis ${axis} of ${showType(x)}`,
        "give its size, or other axes",
      );
    const size = sizeOf(n, i, attrs);
    if (n < 1 || size < 1 || size > mostElements) {
      refuse(
        `an axis must have elements before, and 1 to ${mostElements} after it is resized`,
        `${n} and ${size} of axis ${axis} of ${showType(x)}`,
        n < 1 ? "resize another one" : `correct ${sizes.length > 0 ? "sizes" : "scales"}`,
      );
    }
    shape[axis] = size;
  }
  return { shape, dtype: x.dtype };
}

/** What n elements of the axis number i become. */
const sizeOf = (n: number, i: number, { sizes, scales }: ResizeAttrs): number =>
  sizes[i] ?? Math.floor(n * decodeNumber(scales[i] as number | string));

/** Where in the n elements of the axis number i those of the result lie, none beyond the ends. */
function placesOf(n: number, i: number, attrs: ResizeAttrs): number[] {
  const { scales, coordinates } = attrs;
  const m = sizeOf(n, i, attrs);
  // Of sizes a quotient of whole numbers: what is half-way is so exactly.
  const unscaled = (place: number): number => (scales.length > 0 ? place / decodeNumber(scales[i] as number | string) : (place * n) / m);
  const halfPixel = (place: number): number => unscaled(place + 0.5) - 0.5;
  const place = {
    halfPixel,
    pytorchHalfPixel: m > 1 ? halfPixel : () => 0,
    alignCorners: m > 1 ? (place: number) => (place * (n - 1)) / (m - 1) : () => 0,
    asymmetric: unscaled,
  }[coordinates];
  return Array.from({ length: m }, (_, position) => Math.min(Math.max(place(position), 0), n - 1));
}

const rounding: Readonly<Record<NearestMode, (place: number) => number>> = {
  roundPreferFloor: (place) => Math.ceil(place - 0.5),
  roundPreferCeil: (place) => Math.floor(place + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** x at whole places of an axis. */
function at(x: AnyTensor, axis: number, places: readonly number[]): AnyTensor {
  const times = places.length / (x.shape[axis] as number);
  // Each element equally often: nothing is looked up, and the derivative is a sum.
  if (Number.isInteger(times) && places.every((place, position) => place === Math.floor(position / times))) {
    return times === 1 ? x : (repeat(x, { repeats: times, axis }) as AnyTensor);
  }
  return take(x, constant(x, places, [places.length], "int32") as never, { axis }) as AnyTensor;
}

/** Means of what lies around places of an axis, the nearer one weighing more. */
function between(x: AnyTensor, axis: number, places: readonly number[]): AnyTensor {
  const before = places.map(Math.floor);
  const after = places.map(Math.ceil);
  if (places.every(Number.isInteger)) return at(x, axis, before);
  // An exact place is read twice, with ½ each: 0 · ∞ would be NaN.
  const weights = places.map((place) => (Number.isInteger(place) ? 0.5 : place % 1));
  const shape = [places.length, ...x.shape.slice(axis + 1).map(() => 1)];
  const weighed = (positions: readonly number[], by: readonly number[]): AnyTensor =>
    mul(at(x, axis, positions), constant(x, by, shape, x.dtype)) as AnyTensor;
  return add(
    weighed(
      before,
      weights.map((weight) => 1 - weight),
    ),
    weighed(after, weights),
  ) as AnyTensor;
}

const constant = (beside: AnyTensor, values: readonly number[], shape: readonly number[], dtype: AnyTensor["dtype"]): AnyTensor =>
  builderOf(beside).leaf("constant", { value: values.map((value) => value + 0) }, { shape, dtype }) as AnyTensor;

/** "to 4 × 6, linear, alignCorners, axes 1, 2": what is not as it is by default. */
function words({ axes, sizes, scales, mode, coordinates, nearestMode }: ResizeAttrs): string {
  if (axes.length === 0) return "no axis";
  const size = sizes.length > 0 ? `to ${sizes.join(" × ")}` : `by ${scales.join(" × ")}`;
  const others = [mode, coordinates, nearestMode].filter((one) => !["nearest", "halfPixel", "roundPreferFloor"].includes(one));
  return [size, ...others, `${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ")}`].join(", ");
}

/** The axes that are resized. */
type AxisList<S extends Shape, A> = [A] extends readonly [AllAxes] ? AxesBetween<S> : PositionList<S, A>;

/** S with the sizes Z along the axes P; of scales the compiler knows no more than that they are numbers. */
type Sized<S extends Shape, P extends readonly unknown[], Z, R extends Dim[] = []> = S extends readonly [
  infer N extends Dim,
  ...infer Rest extends Dim[],
]
  ? [IndexOf<P, R["length"]>] extends [infer I]
    ? Sized<Rest, P, Z, [...R, [I] extends [never] ? N : [Z] extends readonly [Numbers] ? Each<Z, I> & Dim : number]>
    : never
  : R;

type Resized<S extends Shape, A, Z> = number extends S["length"]
  ? Dim[]
  : AxisList<S, A> extends infer P extends readonly unknown[]
    ? number extends P["length"] | P[number]
      ? Dim[]
      : Sized<S, P, Z>
    : Dim[];

/** Why the axes of S cannot be resized: there is none, or its size is no number. */
type SizeProblem<S extends Shape, A> = number extends S["length"]
  ? never
  : AxisList<S, A> extends infer P extends readonly unknown[]
    ? P extends readonly []
      ? [A] extends readonly [AllAxes]
        ? `resize: axes must be named where x has no axis between the first and the last, got ${ShowShape<S>}`
        : never
      : number extends P["length"] | P[number]
        ? never
        : [Extract<S[P[number] & keyof S], string | 0>] extends readonly [never]
          ? never
          : `resize: an axis that is resized must have a size that is a number ≥ 1, got ${ShowShape<S>}`
    : never;

/** Numbers that can be no size. */
type NotCounting<N> = N extends number ? Extract<`${N}`, "0" | `-${string}` | `${string}.${string}`> : never;
type One<N> = N extends readonly unknown[] ? N[number] : N;

type CountProblem<N, P> = [N, P] extends readonly [{ readonly length: infer n extends number }, { readonly length: infer p extends number }]
  ? number extends n | p
    ? never
    : [n] extends readonly [p]
      ? never
      : `resize: one number must stand for each axis, got ${n} for ${p}`
  : never;
type SizesProblem<S extends Shape, A, Z> = [NotCounting<One<Z>>] extends readonly [never]
  ? CountProblem<Z, number extends S["length"] ? A : AxisList<S, A>>
  : `resize: sizes must be whole numbers ≥ 1, got ${NotCounting<One<Z>>}`;
type ScalesProblem<S extends Shape, A, F> = [
  F extends number | readonly number[] ? Extract<`${One<F>}`, "0" | `-${string}`> : never,
] extends [never]
  ? CountProblem<F, number extends S["length"] ? A : AxisList<S, A>>
  : "resize: scales must be finite numbers above 0";

/** The operand of a mode: means are of floats. */
type ResizeInput<X extends Tensor, M> = M extends "linear" ? FloatTensor<"resize", X> : X;

interface ResizeOver<X extends Tensor, A, M> extends Named {
  /** By position or name; by default all but the first, the batch, and the last, the channels. */
  readonly axes?: Checked<AxesProblem<"resize", X["shape"], A>, A>;
  /** Default "nearest". */
  readonly mode?: M;
  /** Where element i of the result lies in x, default "halfPixel". */
  readonly coordinates?: ResizeCoordinates;
  /** Of "nearest", default "roundPreferFloor". */
  readonly nearestMode?: M extends "linear" ? "roundPreferFloor" : NearestMode;
}
interface BySizes<X extends Tensor, A, Z> {
  /** Elements of each of the axes in the result: one number, or one for each. */
  readonly sizes: Checked<Checked<SizeProblem<X["shape"], A>, SizesProblem<X["shape"], A, Z>>, Z>;
  readonly scales?: never;
}
interface ByScales<X extends Tensor, A, F> {
  /** n elements become ⌊n · scale⌋: one number, or one for each of the axes. */
  readonly scales: Checked<Checked<SizeProblem<X["shape"], A>, ScalesProblem<X["shape"], A, F>>, F>;
  readonly sizes?: never;
}

/** resize(x, { sizes | scales, axes, mode, coordinates, nearestMode }) = x larger or smaller. See {@link resizeOp}. */
export function resize<
  X extends Tensor,
  const Z extends Numbers | undefined = undefined,
  const F extends Numbers | undefined = undefined,
  const A extends Axes = AllAxes,
  const M extends ResizeMode = "nearest",
>(
  x: ResizeInput<X, M>,
  options: ResizeOver<X, A, M> & (BySizes<X, A, Z> | ByScales<X, A, F>),
): Tensor<Resized<X["shape"], A, Z>, X["dtype"], NeedsOf<X>>;
export function resize(x: Tensor, options: ResizeOptions & Named): Tensor {
  requireTensor("resize", x);
  const given = optionsOf(resizeOp, options);
  const { axes = axesBetween("resize", x), mode = "nearest", coordinates = "halfPixel", nearestMode = "roundPreferFloor" } = given;
  const positions = [axes].flat().map((axis) => axisOf("resize", x, axis as Axis));
  const each = (one: number | readonly number[] = []): readonly number[] => (typeof one === "number" ? positions.map(() => one) : one);
  const scales = each(given.scales);
  return apply(
    resizeOp,
    [x],
    {
      axes: positions,
      sizes: each(given.sizes),
      scales: Array.isArray(scales) ? encodeNumbers(scales) : scales,
      mode,
      coordinates,
      nearestMode,
    },
    options,
  );
}
