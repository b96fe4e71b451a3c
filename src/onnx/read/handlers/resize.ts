import type { AnyTensor } from "../../../../graph/op.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";

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
  const whole = (axis: number, i: number): boolean => Number.isInteger((call.sizes(x)[axis] as number) * (chosen[i] as number));
  if (how.coordinates === "alignCorners" && sizes.length === 0 && !axes.every(whole)) {
    // ONNX's own text and its examples differ here by what is left over.
    return call.unsupported("corners that are aligned by scales that give no whole sizes");
  }
  return op.resize(x, { axes, ...(sizes.length > 0 ? { sizes: chosen } : { scales: chosen }), ...how });
}

/** The mode, and what it needs to be said; "linear" looks at no nearest one. */
function howOf(call: NodeCall, where: string, which: string): Record<string, string | undefined> {
  const { attributes } = call;
  const mode = attributes.string("mode", "nearest");
  if (mode !== "nearest" && mode !== "linear" && mode !== "bilinear") return call.unsupported(`resizing of mode ${mode}`);
  const place = coordinates[where] ?? call.unsupported(`coordinates ${where}`);
  if (mode !== "nearest") return { mode: "linear", coordinates: place };
  return { mode, coordinates: place, nearestMode: nearest[which] ?? call.unsupported(`the nearest by ${which}`) };
}

function resize(call: NodeCall): AnyTensor {
  const { attributes, opset } = call;
  const numbers = (position: number): number[] => call.optionalNumbers(position) ?? [];
  // Before opset 11 there were scales alone, and elements lay as in TensorFlow's first resize.
  if (opset < 11) return resized(call, { scales: numbers(1), sizes: [] }, howOf(call, "asymmetric", "floor"));
  if (attributes.flag("antialias")) return call.unsupported("resizing against aliasing");
  if (attributes.string("keep_aspect_ratio_policy", "stretch") !== "stretch") return call.unsupported("sizes that keep the aspect ratio");
  const how = howOf(
    call,
    attributes.string("coordinate_transformation_mode", "half_pixel"),
    attributes.string("nearest_mode", "round_prefer_floor"),
  );
  return resized(call, { scales: numbers(2), sizes: numbers(3) }, how);
}

/** Upsample, which Resize has taken the place of, had its scales in an attribute once. */
function upsample(call: NodeCall): AnyTensor {
  const scales = call.optionalNumbers(1) ?? call.attributes.floats("scales") ?? [];
  return resized(call, { scales, sizes: [] }, howOf(call, "asymmetric", "floor"));
}

export const resizes: Readonly<Record<string, Handler>> = {
  Resize: resize,
  Upsample: upsample,
};
