import { addDims, floorDivideDim, multiplyDims, subtractDims } from "../../graph/dim.ts";
import type { AnyTensor, Fail, TensorType } from "../../graph/op.ts";
import { type Dim, showShape } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Padding } from "../../graph/types/sliding.ts";
import { pad } from "../move/pad.ts";
import { channelsLast, spatialAxes } from "./layout.ts";
import { extentOf } from "./windowing.ts";

/**
 * How windows slide over the spatial axes of a tensor: what convolutions and pools share.
 *
 * Along each axis of n elements stands a window of `size` elements, `dilation` apart, at every stride-th position of the axis and its padding
 * that it fits: ⌊(before + n + after − extent) ÷ stride⌋ + 1 windows, where extent = dilation·(size − 1) + 1. "same" pads so that there are
 * ⌈n ÷ stride⌉ of them, the odd element after; "valid" does not pad.
 */
export interface SlidingAttrs {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: "same" | "valid" | "given";
  /** [before, after] of each axis in turn, where the padding is given; else empty. */
  readonly pads: readonly number[];
  /** What the axes are: N the batch, C the channels, the others are slid over. */
  readonly layout: string;
  /** True where a window may reach beyond the padding, as long as it begins before: ⌈…⌉ in place of ⌊…⌋. */
  readonly ceil?: boolean;
}
export const slidingSchema = { stride: "integers", dilation: "integers", padding: ["same", "valid", "given"], pads: "integers" } as const;

/** What slides: options as they are written. */
export interface SlidingOptions {
  readonly stride?: number | readonly number[];
  readonly dilation?: number | readonly number[];
  readonly padding?: Padding;
}
export const slidingOptions = ["stride strides", "dilation dilations dilation_rate", "padding pads pad auto_pad"];

/** One number for each axis; what is none is left to the check of the attribute. */
export const eachAxis = (given: number | readonly number[], axes: number): readonly number[] =>
  typeof given === "number" ? Array<number>(axes).fill(given) : given;

/** Options as attributes. */
export function slidingAttrs({ stride = 1, dilation = 1, padding = "valid" }: SlidingOptions, axes: number, fail: Fail) {
  const pads = Array.isArray(padding) ? padding : [];
  const fits = Array.isArray(padding)
    ? pads.length === axes &&
      pads.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((one) => Number.isSafeInteger(one) && one >= 0))
    : padding === "same" || padding === "valid";
  if (!fits) {
    const example = JSON.stringify(Array(axes).fill([1, 1])).replaceAll(",", ", ");
    fail({
      code: "padding",
      expected: `padding must be "same", "valid" or [before, after] for each of ${axes} axes`,
      actual: showValue(padding),
      cure: `write "same", or ${example}`,
    });
  }
  return {
    stride: eachAxis(stride, axes),
    dilation: eachAxis(dilation, axes),
    padding: (Array.isArray(padding) ? "given" : padding) as SlidingAttrs["padding"],
    pads: pads.flat() as number[],
  };
}

/** What is wrong with the numbers of a window along each axis, if anything is. */
export function requireEach(lists: Readonly<Record<string, readonly number[]>>, layout: string, fail: Fail): void {
  const axes = layout.length - 2;
  for (const [name, list] of Object.entries(lists)) {
    if (list.length === axes && list.every((one) => one >= 1)) continue;
    const each = axes === 1 ? "" : `, one for each of ${axes} axes`;
    fail({
      code: "windows",
      expected: `${name} must be a whole number ≥ 1${each}`,
      actual: list.length === 1 ? String(list[0]) : `[${list.join(", ")}]`,
      cure: `correct ${name}`,
    });
  }
}

/** Given pads must be two for each axis. */
export function requirePads(padding: string, pads: readonly number[], axes: number, fail: Fail): void {
  if (padding === "given" ? pads.length === 2 * axes && pads.every((one) => one >= 0) : pads.length === 0) return;
  fail({
    code: "padding",
    expected:
      padding === "given" ? `pads must be a before and an after ≥ 0 for each of ${axes} axes` : "pads must be empty but for given padding",
    actual: `[${pads.join(", ")}]`,
    cure: "correct pads",
  });
}

/** The spatial dims of the result, from those of x. */
export function slidDims(x: TensorType, size: readonly number[], attrs: SlidingAttrs, fail: Fail): Dim[] {
  requireEach({ size, stride: attrs.stride, dilation: attrs.dilation }, attrs.layout, fail);
  const axes = spatialAxes(attrs.layout);
  requirePads(attrs.padding, attrs.pads, axes.length, fail);
  return axes.map((axis, i) => {
    const dim = x.shape[axis] as Dim;
    const extent = extentOf(size[i] as number, attrs.dilation[i] as number);
    const [before, after] = givenPads(dim, i, size, attrs);
    const rest = restOf(dim, before, after, extent);
    if (typeof rest === "number" && rest < 0) {
      fail({
        code: "windows-size",
        expected: "the window must not be larger than what it slides over",
        actual: `${extent} elements${attrs.dilation[i] === 1 ? "" : ` with those between its ${size[i]}`} over ${dim}${
          before === 0 && after === 0 ? "" : ` and a padding of ${before} and ${after}`
        } of axis ${axis} of ${showShape(x.shape)}`,
        cure: 'take a smaller one, or padding: "same"',
      });
    }
    return addDims(floorDivideDim(restOf(dim, ...padsOf(dim, i, size, attrs), extent), attrs.stride[i] as number), 1);
  });
}

const restOf = (dim: Dim, before: Dim, after: Dim, extent: number): Dim => subtractDims(addDims(addDims(before, dim), after), extent);

/** What is added before and after the i-th spatial axis, of that size, as the option says. */
export function givenPads(
  dim: Dim,
  i: number,
  size: readonly number[],
  { stride, dilation, padding, pads }: SlidingAttrs,
): readonly [Dim, Dim] {
  if (padding === "valid") return [0, 0];
  if (padding === "given") return [pads[2 * i] as number, pads[2 * i + 1] as number];
  const total = samePadding(dim, extentOf(size[i] as number, dilation[i] as number), stride[i] as number);
  const before = floorDivideDim(total, 2);
  return [before, subtractDims(total, before)];
}

/** The same, and what the last window takes beyond that. */
export function padsOf(dim: Dim, i: number, size: readonly number[], attrs: SlidingAttrs): readonly [Dim, Dim] {
  const [before, after] = givenPads(dim, i, size, attrs);
  if (!attrs.ceil || attrs.padding === "same") return [before, after];
  const [extent, step] = [extentOf(size[i] as number, attrs.dilation[i] as number), attrs.stride[i] as number];
  const last = multiplyDims(floorDivideDim(addDims(restOf(dim, before, after, extent), step - 1), step), step);
  const whole = addDims(before, dim);
  // A window that begins in the padding after is none. requireCeil has seen to it that a named axis has no such window.
  const begins = typeof last === "number" && last >= (whole as number) ? last - step : last;
  const needed = subtractDims(addDims(begins, extent), whole);
  return [before, typeof needed === "number" ? Math.max(needed, 0) : needed];
}

/**
 * max(0, (⌈n ÷ stride⌉ − 1) · stride + extent − n): so much padding gives ⌈n ÷ stride⌉ windows. Where a window reaches the next one, this is
 * never negative; where it does not, a named n may be, and the maximum is written as the number of j ≥ stride − extent + 1 that the rest reaches.
 */
function samePadding(n: Dim, extent: number, stride: number): Dim {
  if (stride === 1) return extent - 1;
  const windows = (at: number): Dim => floorDivideDim(addDims(n, at), stride);
  const last = subtractDims(multiplyDims(subtractDims(windows(stride - 1), 1), stride), subtractDims(n, extent));
  if (typeof last === "number") return Math.max(0, last);
  if (extent >= stride) return last;
  let total: Dim = 0;
  for (let j = stride - extent + 1; j < stride; j++) total = addDims(total, subtractDims(windows(stride - 1), windows(j - 1)));
  return total;
}

/** x with a margin of `value` along its axes, [before, after] of each, and elements so far apart; a negative margin cuts off. */
export function withMargins(x: AnyTensor, margins: readonly (readonly [Dim, Dim])[], value: number, apart?: readonly number[]): AnyTensor {
  if (margins.flat().every((one) => one === 0) && (apart?.every((one) => one === 1) ?? true)) return x;
  return pad(x, { pads: margins, value, ...(apart && { dilation: apart }) }) as AnyTensor;
}

/** x with its padding of `value`. */
export function padded(x: AnyTensor, size: readonly number[], attrs: SlidingAttrs, value = 0): AnyTensor {
  const axes = spatialAxes(attrs.layout);
  return withMargins(
    x,
    x.shape.map((dim, axis) => (axes.includes(axis) ? padsOf(dim, axes.indexOf(axis), size, attrs) : [0, 0])),
    value,
  );
}

const unlessOne = (name: string, list: readonly number[]): string[] =>
  list.every((one) => one === 1) ? [] : [`${name} ${new Set(list).size === 1 ? list[0] : list.join(" × ")}`];

/** "stride 2, same": what is not as where no option is given. */
export function slidingWords(
  { stride, dilation, padding, pads, layout }: SlidingAttrs,
  usual: readonly number[] = stride.map(() => 1),
): string[] {
  const axes = Array.from({ length: pads.length / 2 }, (_, i) => pads.slice(2 * i, 2 * i + 2));
  const one = new Set(pads).size === 1 ? `${pads[0]}` : axes.map((pair) => pair.join("+")).join(" × ");
  return [
    ...(stride.every((step, i) => step === usual[i]) ? [] : [`stride ${new Set(stride).size === 1 ? stride[0] : stride.join(" × ")}`]),
    ...unlessOne("dilation", dilation),
    ...(padding === "valid" ? [] : padding === "same" ? ["same"] : [`pads ${one}`]),
    ...(channelsLast(layout) ? [] : [layout]),
  ];
}
