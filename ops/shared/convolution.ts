import { countOfShape } from "../../graph/dim.ts";
import type { AnyTensor, Fail, Operands, TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { add } from "../elementwise/add.ts";
import { mul } from "../elementwise/mul.ts";
import { matmul } from "../linear/matmul.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";
import { windows } from "../move/windows.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat, requireSameDType } from "./infer.ts";
import { channelAxis, channelsLast, requireLayout, shapeIn, spatialAxes } from "./layout.ts";
import { padded, type SlidingAttrs, slidDims, slidingSchema } from "./sliding.ts";

/**
 * What convolutions over one, two and three axes share.
 *
 * Weights are [...window, channels ÷ groups, filters] where channels come last, and [filters, channels ÷ groups, ...window] where they come
 * first: C = channels ÷ groups is what a filter sees, F = filters ÷ groups how many see the same.
 */

export interface ConvolutionAttrs extends SlidingAttrs {
  readonly groups: number;
}
export const convolutionSchema = { ...slidingSchema, groups: "integer" } as const;

/** Window, channels that a filter sees, and number of filters, of weights in a layout. */
export function weightsParts(
  w: Shape,
  layout: string,
): { readonly size: readonly number[]; readonly inputs: number; readonly filters: number } {
  const last = channelsLast(layout);
  return {
    size: (last ? w.slice(0, -2) : w.slice(2)) as number[],
    inputs: (last ? w.at(-2) : w[1]) as number,
    filters: (last ? w.at(-1) : w[0]) as number,
  };
}

/** The shape of weights, from their parts. */
export const weightsShape = (size: readonly number[], inputs: number, filters: number, layout: string): number[] =>
  channelsLast(layout) ? [...size, inputs, filters] : [filters, inputs, ...size];

export function inferConvolution(inputs: Operands<TensorType>, attrs: ConvolutionAttrs, fail: Fail): TensorType {
  const [x, w, b] = inputs;
  const { layout, groups } = attrs;
  requireFloat(x, "x", fail);
  requireSameDType(inputs, fail);
  requireLayout(x, layout, fail);
  requireWeights(w, layout, channelsLast(layout) ? ["channels ÷ groups", "filters"] : ["filters", "channels ÷ groups"], fail);
  const { size, inputs: seen, filters } = weightsParts(w.shape, layout);
  const channels = x.shape[channelAxis(layout)] as Dim;
  requireGroups(groups, channels, filters, fail);
  if (channels !== seen * groups) {
    fail({
      code: "channels",
      expected: groups === 1 ? "weights must be for the channels of x" : `weights must be for the channels of x in ${groups} groups`,
      actual: `x ${showType(x)} (${channels} channels) and weights ${showType(w)} (${seen})`,
      cure: "transpose or resize weights",
    });
  }
  requireBiases(b, filters, fail);
  const spatial = slidDims(x, size, attrs, fail);
  return { shape: shapeIn(layout, x.shape[0] as Dim, spatial, filters), dtype: x.dtype };
}

/** Weights must be a number of elements along each axis: [height, width, channels ÷ groups, filters] or in another order. */
export function requireWeights(w: TensorType, layout: string, others: readonly string[], fail: Fail): void {
  if (w.shape.length === layout.length && w.shape.every((dim) => typeof dim === "number")) return;
  const size = ["depth", "height", "width"].slice(5 - layout.length);
  const axes = channelsLast(layout) ? [...size, ...others] : [...others, ...size];
  fail({ code: "weights", expected: `weights must be [${axes.join(", ")}]`, actual: showType(w), cure: "transpose or reshape weights" });
}

/** Channels and filters must fall into that many equal groups. */
export function requireGroups(groups: number, channels: Dim, filters: number, fail: Fail): void {
  if (groups >= 1 && (typeof channels !== "number" || channels % groups === 0) && filters % groups === 0) return;
  fail({
    code: "groups",
    expected: "groups must divide channels and filters",
    actual: `${groups} groups of ${channels} channels and ${filters} filters`,
    cure: "correct groups",
  });
}

export function requireBiases(b: TensorType | undefined, filters: number, fail: Fail): void {
  if (b === undefined || (b.shape.length === 1 && b.shape[0] === filters)) return;
  fail({ code: "biases", expected: `biases must be [${filters}]`, actual: showType(b), cure: "give one bias per filter" });
}

/** The windows of x, its channels split into groups, and where their axes are. */
interface Slid {
  readonly windows: AnyTensor;
  /** Batch, positions, groups (none where there is one), channels of a group, window. */
  readonly n: number;
  readonly o: readonly number[];
  readonly g: readonly number[];
  readonly c: number;
  readonly k: readonly number[];
  readonly size: readonly number[];
  /** Channels that a filter sees. */
  readonly seen: number;
  readonly filters: number;
  /** Filters of a group. */
  readonly each: number;
}

export function slid(x: AnyTensor, w: Shape, attrs: ConvolutionAttrs): Slid {
  const { layout, groups, stride, dilation } = attrs;
  const { size, inputs: seen, filters } = weightsParts(w, layout);
  const axis = channelAxis(layout);
  const whole = padded(x, size, attrs);
  const alone = groups === 1;
  const split = alone ? whole : (reshape(whole, { shape: whole.shape.toSpliced(axis, 1, groups, seen) }) as AnyTensor);
  const o = spatialAxes(layout).map((one) => (alone || one < axis ? one : one + 1));
  const rank = split.shape.length;
  const single = [...size, ...stride].every((one) => one === 1);
  return {
    windows: (single
      ? reshape(split, { shape: [...split.shape, ...size] })
      : windows(split, { size, stride, dilation, axes: o })) as AnyTensor,
    n: 0,
    o,
    g: alone ? [] : [axis],
    c: alone ? axis : axis + 1,
    k: size.map((_, i) => rank + i),
    size,
    seen,
    filters,
    each: filters / groups,
  };
}

/**
 * Σ over the window and the channels of windows(x) · w. Channels last, each position of each sample is a row [window, channels] of one
 * matrix that is multiplied by the weights; channels first, each sample is a matrix that the weights are multiplied by.
 */
export function convolve([x, w, b]: Operands<AnyTensor>, attrs: ConvolutionAttrs): AnyTensor {
  const parts = slid(x, w.shape, attrs);
  const { windows: all, n, o, g, c, k, size, seen, filters, each } = parts;
  const { groups, layout } = attrs;
  const dims = (of: readonly number[]): Dim[] => of.map((axis) => all.shape[axis] as Dim);
  const shape = shapeIn(layout, all.shape[n] as Dim, dims(o), filters);
  if (groups > 1 && (seen === 1 || each === 1)) return biased(channelwise(parts, w, layout, shape), b, layout);
  const window = seen * count(size);
  const grouping = groups === 1 ? [] : [groups];
  if (!channelsLast(layout)) {
    const x3 = matrix(all, [n, ...g, c, ...k, ...o], [...dims([n]), ...grouping, window, countOfShape(dims(o))]);
    const y = matmul(reshape(w, { shape: [...grouping, each, window] }) as AnyTensor, x3) as AnyTensor;
    return biased(reshape(y, { shape }) as AnyTensor, b, layout);
  }
  const rows = countOfShape(dims([n, ...o]));
  const x2 = matrix(all, [...g, n, ...o, ...k, c], [...grouping, rows, window]);
  const y = matmul(x2, byGroups(w, [window, ...grouping, each])) as AnyTensor;
  // Of one group the biases are added to the rows of the product, before these are seen as images.
  if (groups === 1) return reshape(b === undefined ? y : add(y, b), { shape }) as AnyTensor;
  return biased(reshape(transpose(y, { perm: [1, 0, 2] }), { shape }) as AnyTensor, b, layout);
}

/** Rows of columns in groups, [rows, groups, columns], as a matrix for each group. */
export function byGroups(x: AnyTensor, shape: readonly Dim[]): AnyTensor {
  const split = reshape(x, { shape: [...shape] }) as AnyTensor;
  return shape.length === 2 ? split : (transpose(split, { perm: [1, 0, 2] }) as AnyTensor);
}

export const count = (size: readonly number[]): number => size.reduce((a, b) => a * b, 1);
/** The axes of x in that order, joined to that shape. Where only axes of one element change places, nothing is moved. */
export function matrix(x: AnyTensor, perm: readonly number[], shape: readonly Dim[]): AnyTensor {
  const long = perm.filter((axis) => x.shape[axis] !== 1);
  const inOrder = long.every((axis, i) => i === 0 || axis > (long[i - 1] as number));
  return reshape(inOrder ? x : transpose(x, { perm }), { shape: [...shape] }) as AnyTensor;
}

/** y + b along the axis of channels. */
export function biased(y: AnyTensor, b: AnyTensor | undefined, layout: string): AnyTensor {
  if (b === undefined) return y;
  return add(
    y,
    channelsLast(layout) ? b : reshape(b, { shape: [b.shape[0] as Dim, ...Array<number>(layout.length - 2).fill(1)] }),
  ) as AnyTensor;
}

/** The weights with axes G, F, C, K. */
function groupedWeights(w: AnyTensor, { seen, filters, each, size }: Slid, layout: string): AnyTensor {
  const groups = filters / each;
  if (!channelsLast(layout)) return reshape(w, { shape: [groups, each, seen, ...size] }) as AnyTensor;
  const k = size.length;
  const split = reshape(w, { shape: [...size, seen, groups, each] });
  return transpose(split, { perm: [k + 1, k + 2, k, ...size.map((_, i) => i)] }) as AnyTensor;
}

/** Weights from axes G, F, C, K. */
export function fromGrouped(w: AnyTensor, shape: Shape, layout: string): AnyTensor {
  if (!channelsLast(layout)) return reshape(w, { shape: [...shape] }) as AnyTensor;
  const k = w.shape.slice(3).map((_, i) => 3 + i);
  return reshape(transpose(w, { perm: [...k, 2, 0, 1] }), { shape: [...shape] }) as AnyTensor;
}

/** The windows with axes [N, O, G, C, K], channels first [N, G, C, O, K]. */
export const besideGroups = ({ windows: all, n, o, g, c, k }: Slid, layout: string): AnyTensor =>
  transpose(all, { perm: channelsLast(layout) ? [n, ...o, ...g, c, ...k] : [n, ...g, c, ...o, ...k] }) as AnyTensor;

/** Where a group is one channel or one filter there is no product to speak of: windows · weights, summed over window and channels. */
function channelwise(parts: Slid, w: AnyTensor, layout: string, shape: readonly Dim[]): AnyTensor {
  const { o, seen, filters, each, size } = parts;
  // Of C and F one is 1, and the other takes its place.
  const weights = reshape(groupedWeights(w, parts, layout), { shape: [filters / each, Math.max(seen, each), ...size] }) as AnyTensor;
  const aligned = channelsLast(layout) ? weights : reshape(weights, { shape: weights.shape.toSpliced(2, 0, ...o.map(() => 1)) });
  const products = mul(besideGroups(parts, layout), aligned as AnyTensor) as AnyTensor;
  const rank = products.shape.length;
  const window = size.map((_, i) => rank - size.length + i);
  const channels = seen === 1 ? [] : [channelsLast(layout) ? 2 + o.length : 2];
  return reshape(sum(products, { axis: [...channels, ...window] }), { shape: [...shape] }) as AnyTensor;
}
