import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";

/** How an axis is resized: to so many elements, by a scale that need not be their quotient. */
export interface ResizedAxis {
  readonly axis: number;
  readonly size: number;
  readonly scale: number;
  /** The part of the axis that is cut out, from 0 to 1, where the file names one. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Which element is the nearest: of two equally near one or the other, or always one of them. */
const nearest: Readonly<Record<string, (place: number) => number>> = {
  round_prefer_floor: (place) => Math.ceil(place - 0.5),
  round_prefer_ceil: (place) => Math.floor(place + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Where element i of the result lies in an axis of n elements. ONNX's examples count ⌊n · scale⌋ elements as n · scale. */
function placeOf(i: number, n: number, { size, scale, from = 0, to = 1 }: ResizedAxis, where: string): number | undefined {
  const length = n * scale;
  const plain = (i + 0.5) / scale - 0.5;
  switch (where) {
    case "asymmetric":
      return i / scale;
    case "align_corners":
      return length === 1 ? 0 : (i * (n - 1)) / (length - 1);
    case "pytorch_half_pixel":
      return length === 1 ? -0.5 : plain;
    case "half_pixel":
      return plain;
    case "half_pixel_symmetric":
      return plain + (n / 2) * (1 - size / length);
    case "tf_crop_and_resize":
      return (length === 1 ? ((to - from) * (n - 1)) / 2 : (i * (to - from) * (n - 1)) / (length - 1)) + from * (n - 1);
  }
  return undefined;
}

/** What elements count by their distance; cubic: Keys 1981. */
function kernelOf(call: NodeCall, mode: string): readonly [reach: number, weight: (distance: number) => number] {
  const a = call.attributes.float("cubic_coeff_a", -0.75);
  if (mode === "linear") return [1, (d) => Math.max(0, 1 - d)];
  return [2, (d) => (d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? a * (((d - 5) * d + 8) * d - 4) : 0)];
}

/** Of which elements of an axis of n each one of the result is made, and what they count; those beyond the ends are the outermost. */
function tapsOf(
  call: NodeCall,
  n: number,
  resized: ResizedAxis,
  where: string,
): { at: number[][]; weights: number[][]; outside: number[] } {
  const { attributes } = call;
  const mode = attributes.string("mode", "nearest");
  const pick = nearest[attributes.string("nearest_mode", "round_prefer_floor")] ?? Math.floor;
  const smooths = attributes.flag("antialias");
  const cuts = attributes.flag("exclude_outside");
  const narrow = smooths ? Math.min(resized.scale, 1) : 1;
  const [reach, weight] = kernelOf(call, mode);
  const count = mode === "nearest" ? 1 : 2 * Math.ceil(reach / narrow) + 1;
  const places = upTo(resized.size).map((i) => placeOf(i, n, resized, where) ?? call.unsupported(`coordinates ${where}`));
  // All of them together are in no longer list than a file may ask for.
  upTo(resized.size * count);
  const at = places.map((place) => {
    const first = mode === "nearest" ? pick(place) : Math.ceil(place - reach / narrow);
    return upTo(count).map((i) => first + i);
  });
  const weights = at.map((list, i) => {
    const place = places[i] as number;
    const row = list.map((one) => {
      if (cuts && (one < 0 || one >= n)) return 0;
      return mode === "nearest" ? 1 : weight(Math.abs(one - place) * narrow);
    });
    const total = smooths || cuts ? row.reduce((sum, one) => sum + one, 0) || 1 : 1;
    return row.map((one) => one / total);
  });
  return {
    at: at.map((list) => list.map((one) => Math.min(Math.max(one, 0), n - 1))),
    weights,
    outside: places.map((place) => Number(where === "tf_crop_and_resize" && (place < 0 || place > n - 1))),
  };
}

/** x resized along each axis: means of elements, weighed. ONNX Resize-19 in all its modes. */
export function interpolated(call: NodeCall, axes: readonly ResizedAxis[], where: string): AnyTensor {
  const given = call.tensor(0);
  const x = as(given, given.dtype === "float64" ? "float64" : "float32");
  const sizes = call.sizes(x);
  const masks: AnyTensor[] = [];
  const y = axes.reduce((part, resized) => {
    const { axis, size } = resized;
    const { at, weights, outside } = tapsOf(call, sizes[axis] as number, resized, where);
    const count = at[0]?.length ?? 1;
    const rest = sizes.slice(axis + 1).map(() => 1);
    if (outside.includes(1)) masks.push(call.constant(outside, [size, ...rest], "bool"));
    const elements = op.take(part, call.constant(at.flat(), [size, count], "int32"), { axis });
    return op.sum(op.mul(elements, call.constant(weights.flat(), [size, count, ...rest], x.dtype)), { axis: axis + 1 });
  }, x);
  const value = call.attributes.float("extrapolation_value", 0);
  const isOutside = masks.length === 0 ? undefined : masks.reduce((a, b) => op.or(a, b));
  return as(isOutside ? op.where(isOutside, value, y) : y, given.dtype);
}
