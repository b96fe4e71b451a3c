import type { AnyTensor } from "../../../../graph/op.ts";
import type { NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { permuted } from "./move.ts";

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

/** What each element of the result, one after the other, has of the n elements of an axis; those beyond the ends are the outermost. */
function weightsOf(call: NodeCall, n: number, resized: ResizedAxis, where: string): { weights: number[]; outside: number[] } {
  const { attributes } = call;
  const mode = attributes.string("mode", "nearest");
  const pick = nearest[attributes.string("nearest_mode", "round_prefer_floor")] ?? Math.floor;
  const smooths = attributes.flag("antialias");
  const cuts = attributes.flag("exclude_outside");
  const narrow = smooths ? Math.min(resized.scale, 1) : 1;
  const [reach, weight] = kernelOf(call, mode);
  const weights = Array<number>(n * resized.size).fill(0);
  const outside: number[] = [];
  for (let i = 0; i < resized.size; i++) {
    const place = placeOf(i, n, resized, where) ?? call.unsupported(`coordinates ${where}`);
    outside.push(Number(where === "tf_crop_and_resize" && (place < 0 || place > n - 1)));
    const [first, last] =
      mode === "nearest" ? [pick(place), pick(place)] : [Math.ceil(place - reach / narrow), Math.floor(place + reach / narrow)];
    const row: [at: number, weight: number][] = [];
    for (let at = first; at <= last; at++) {
      if (cuts && (at < 0 || at >= n)) continue;
      row.push([Math.min(Math.max(at, 0), n - 1), mode === "nearest" ? 1 : weight(Math.abs(at - place) * narrow)]);
    }
    const total = smooths || cuts ? row.reduce((sum, [, one]) => sum + one, 0) || 1 : 1;
    for (const [at, one] of row) weights[i * n + at] = (weights[i * n + at] as number) + one / total;
  }
  return { weights, outside };
}

/** x resized along each axis by a matrix of weights. ONNX Resize-19 in all its modes. */
export function interpolated(call: NodeCall, axes: readonly ResizedAxis[], where: string): AnyTensor {
  const given = call.tensor(0);
  const x = op.cast(given, { dtype: given.dtype === "float64" ? "float64" : "float32" });
  const rank = x.shape.length;
  const sizes = call.sizes(x);
  const masks: AnyTensor[] = [];
  const y = axes.reduce((part, resized) => {
    const { axis, size } = resized;
    const n = sizes[axis] as number;
    const { weights, outside } = weightsOf(call, n, resized, where);
    if (outside.includes(1)) masks.push(call.constant(outside, [size, ...sizes.slice(axis + 1).map(() => 1)], "bool"));
    const matrix = call.constant(weights, [size, n], x.dtype);
    if (axis === rank - 1) return op.matmul(part, op.transpose(matrix));
    // The axis becomes the last but one, where a matrix multiplies it.
    const order = Array.from({ length: rank }, (_, one) => one).filter((one) => one !== axis);
    order.splice(rank - 2, 0, axis);
    return permuted(
      op.matmul(matrix, permuted(part, order)),
      order.map((_, one) => order.indexOf(one)),
    );
  }, x);
  const value = call.attributes.float("extrapolation_value", 0);
  const filled =
    masks.length === 0
      ? y
      : op.where(
          masks.reduce((a, b) => op.or(a, b)),
          value,
          y,
        );
  return op.cast(filled, { dtype: given.dtype });
}
