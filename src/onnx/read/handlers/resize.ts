import type { AnyTensor } from "../../../../graph/op.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { interpolated, type ResizedAxis } from "./interpolation.ts";

/** Where an element of the result lies in x: ONNX's word → dagrad's. */
const coordinates: Readonly<Record<string, string>> = {
  half_pixel: "halfPixel",
  pytorch_half_pixel: "pytorchHalfPixel",
  align_corners: "alignCorners",
  asymmetric: "asymmetric",
};
/** Which element is the nearest one: ONNX's word → dagrad's. */
const nearest: Readonly<Record<string, string>> = {
  round_prefer_floor: "roundPreferFloor",
  round_prefer_ceil: "roundPreferCeil",
  floor: "floor",
  ceil: "ceil",
};

/** Scales and sizes: of some axes, or of all. An empty tensor is one that is left out. */
interface Wanted {
  readonly scales: readonly number[];
  readonly sizes: readonly number[];
}

function resized(call: NodeCall, { scales, sizes }: Wanted, how: Readonly<Record<string, string | undefined>>): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const given = call.attributes.ints("axes")?.map((axis) => call.axis(axis, rank)) ?? x.shape.map((_, axis) => axis);
  const numbers = sizes.length > 0 ? sizes : scales;
  const unit = (axis: number): number | undefined => (sizes.length > 0 ? (x.shape[axis] as number) : 1);
  // Axes that stay as they are need not have a size that is known.
  const kept = given.flatMap((axis, i) => (numbers[i] === unit(axis) ? [] : [i]));
  if (kept.length === 0) return x;
  const axes = kept.map((i) => given[i] as number);
  const chosen = kept.map((i) => numbers[i] as number);
  return op.resize(x, { axes, ...(sizes.length > 0 ? { sizes: chosen } : { scales: chosen }), ...how });
}

/** The mode, and what it needs to be said; "linear" looks at no nearest one. Undefined where dagrad's own resize has no such mode. */
function howOf(call: NodeCall, where: string, which: string): Record<string, string | undefined> | undefined {
  const mode = call.attributes.string("mode", "nearest");
  const [place, nearestMode] = [coordinates[where], nearest[which]];
  if (place === undefined || nearestMode === undefined) return undefined;
  if (mode === "nearest") return { mode, coordinates: place, nearestMode };
  return mode === "linear" || mode === "bilinear" ? { mode: "linear", coordinates: place } : undefined;
}

function resize(call: NodeCall): AnyTensor {
  const { attributes, opset } = call;
  const numbers = (position: number): number[] => call.optionalNumbers(position) ?? [];
  const old = howOf(call, "asymmetric", "floor");
  // Before opset 11 there were scales alone, and elements lay as in TensorFlow's first resize.
  if (opset < 11) return resized(call, { scales: numbers(1), sizes: [] }, old ?? call.unsupported("resizing of another mode"));
  const where = attributes.string("coordinate_transformation_mode", "half_pixel");
  const how = howOf(call, where, attributes.string("nearest_mode", "round_prefer_floor"));
  const [scales, sizes] = [numbers(2), numbers(3)];
  const policy = attributes.string("keep_aspect_ratio_policy", "stretch");
  const isPlain = policy === "stretch" && !attributes.flag("antialias") && !attributes.flag("exclude_outside");
  const lengths = call.tensor(0).shape;
  const axes = attributes.ints("axes")?.map((axis) => call.axis(axis, lengths.length)) ?? lengths.map((_, axis) => axis);
  const isWhole = (axis: number, i: number): boolean => Number.isInteger((lengths[axis] as number) * (scales[i] as number));
  // Corners of a length that is not whole lie between elements.
  const fits = where !== "align_corners" || sizes.length > 0 || axes.every(isWhole);
  if (how && isPlain && fits) return resized(call, { scales, sizes }, how);
  return interpolated(call, resizedAxes(call, axes, { scales, sizes }, policy), where);
}

/** What is resized how; sizes that keep the aspect ratio have one scale, by which all become at most, or at least, as large as they say. */
function resizedAxes(call: NodeCall, axes: readonly number[], { scales, sizes }: Wanted, policy: string): ResizedAxis[] {
  const lengths = call.sizes(call.tensor(0));
  const quotients = axes.map((axis, i) => (sizes[i] as number) / (lengths[axis] as number));
  const one = { not_larger: Math.min(...quotients), not_smaller: Math.max(...quotients) }[policy];
  const regions = call.attributes.string("coordinate_transformation_mode", "half_pixel") === "tf_crop_and_resize" ? call.numbers(1) : [];
  return axes.flatMap((axis, i) => {
    const length = lengths[axis] as number;
    const scale = sizes.length === 0 ? (scales[i] as number) : (one ?? (quotients[i] as number));
    const size =
      sizes.length === 0 ? Math.floor(length * scale) : one === undefined ? (sizes[i] as number) : Math.floor(length * one + 0.5);
    const [from, to] = [regions[i], regions[i + axes.length]];
    return scale === 1 && (from === undefined || (from === 0 && to === 1)) ? [] : [{ axis, size, scale, from, to }];
  });
}

/** Upsample, which Resize has taken the place of, had its scales in an attribute once. */
function upsample(call: NodeCall): AnyTensor {
  const scales = call.optionalNumbers(1) ?? call.attributes.floats("scales") ?? [];
  return resized(call, { scales, sizes: [] }, howOf(call, "asymmetric", "floor") ?? call.unsupported("upsampling of another mode"));
}

export const resizes: Readonly<Record<string, Handler>> = {
  Resize: resize,
  Upsample: upsample,
};
