import type { AnyTensor } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { permuted } from "./move.ts";

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** How elements around a place are weighed by their distance from it, and which they are: so far from the one at or before it. */
interface Interpolation {
  readonly around: readonly number[];
  readonly weight: (distance: AnyTensor) => AnyTensor;
}
/** Keys 1981, a = −3/4. */
const cubicWeight = (distance: AnyTensor): AnyTensor => {
  const d = op.abs(distance);
  const inner = op.add(op.mul(op.sub(op.mul(1.25, d), 2.25), op.mul(d, d)), 1);
  const outer = op.add(op.mul(op.add(op.mul(op.add(op.mul(-0.75, d), 3.75), d), -6), d), 3);
  return op.where(op.lessEqual(d, 1), inner, outer);
};
export const linear: Interpolation = { around: [0, 1], weight: (distance) => op.sub(1, op.abs(distance)) };
const interpolations: Readonly<Record<string, Interpolation>> = {
  nearest: { around: [0], weight: (distance) => op.add(op.mul(distance, 0), 1) },
  linear,
  cubic: { around: [-1, 0, 1, 2], weight: cubicWeight },
};

/** Those behind batch and channels, which may have names. */
export const spatialSizes = (call: NodeCall, x: AnyTensor): number[] => x.shape.slice(2).map((_, axis) => call.size(x, axis + 2));

/** What counts for places along an axis of so many elements: their positions and weights, each [N, taps, P]. */
export type Taps = readonly [positions: AnyTensor, weights: AnyTensor];
type Outside = (positions: AnyTensor, size: number) => AnyTensor;

export function tapsOf(
  call: NodeCall,
  places: AnyTensor,
  size: number,
  { around, weight }: Interpolation,
  outside: Outside | undefined,
): Taps {
  const apart = op.expandDims(places, { axis: 1 });
  const positions = op.add(op.floor(apart), call.constant(around, [around.length, 1], places.dtype));
  const weights = weight(op.sub(apart, positions));
  if (outside !== undefined) return [outside(positions, size), weights];
  const inside = op.and(op.greaterEqual(positions, 0), op.lessEqual(positions, size - 1));
  return [positions, op.where(inside, weights, call.scalar(0, weights))];
}

/** Of x [N, C, …sizes] the elements at the taps of all axes, [N, C, taps, P], with their weights, [N, taps, P]. */
export function picked(call: NodeCall, x: AnyTensor, axes: readonly Taps[]): Taps {
  const [batch, channels] = x.shape as readonly [Dim, Dim];
  const sizes = spatialSizes(call, x);
  // Each axis has its taps along an axis of its own, so that all pairs of them meet.
  const spread = (taps: AnyTensor, axis: number): AnyTensor => {
    const [, count, places] = taps.shape as readonly [Dim, Dim, Dim];
    return op.reshape(taps, { shape: [batch, ...axes.map((_, one) => (one === axis ? count : 1)), places] });
  };
  const at = axes.map(([positions], axis) => {
    const size = sizes[axis] as number;
    return op.mul(op.clip(spread(positions, axis), { min: 0, max: size - 1 }), product(sizes.slice(axis + 1)));
  });
  const flat = as(
    at.reduce((a, b) => op.add(a, b)),
    "int32",
  );
  const places = call.size(flat, -1);
  const count = product(axes.map((_, axis) => call.size(flat, axis + 1)));
  const indices = op.broadcastTo(op.reshape(flat, { shape: [batch, 1, count * places] }), { shape: [batch, channels, count * places] });
  const elements = op.takeAlong(op.reshape(x, { shape: [batch, channels, product(sizes)] }), indices, { axis: 2 });
  const weights = axes.map(([, one], axis) => spread(one, axis)).reduce((a, b) => op.mul(a, b));
  return [op.reshape(elements, { shape: [batch, channels, count, places] }), op.reshape(weights, { shape: [batch, 1, count, places] })];
}

/** x [N, C, …sizes] at places [N, P] of each axis, counted in elements: [N, C, P]. */
export function sampled(call: NodeCall, x: AnyTensor, places: readonly AnyTensor[], how: Interpolation, outside?: Outside): AnyTensor {
  const sizes = spatialSizes(call, x);
  const [elements, weights] = picked(
    call,
    x,
    places.map((one, axis) => tapsOf(call, one, sizes[axis] as number, how, outside)),
  );
  return op.sum(op.mul(elements, weights), { axis: 2 });
}

/** Places mirrored at both ends until they lie between them. */
function mirrored(x: AnyTensor, low: number, high: number): AnyTensor {
  if (low === high) return op.mul(x, 0);
  const way = op.remainder(op.sub(x, low), 2 * (high - low));
  return op.add(op.minimum(way, op.sub(2 * (high - low), way)), low);
}

/** Places of a grid from −1 to 1, the last axis of x first. ONNX GridSample-22. */
function gridSample(call: NodeCall): AnyTensor {
  const { attributes } = call;
  const x = call.tensor(0);
  const grid = call.tensor(1);
  const sizes = spatialSizes(call, x);
  const [batch] = grid.shape;
  const out = sizes.map((_, axis) => call.size(grid, axis + 1));
  const corners = attributes.flag("align_corners");
  const mode = attributes.string("mode", "linear").replace(/^bi/, "");
  const how = interpolations[mode] ?? call.unsupported(`sampling of mode ${mode}`);
  const padding = attributes.string("padding_mode", "zeros");
  const between = (one: AnyTensor, size: number): AnyTensor => op.clip(one, { min: 0, max: size - 1 });
  const ends = (size: number): readonly [number, number] => (corners ? [0, size - 1] : [-0.5, size - 0.5]);
  const mirror: Outside = (one, size) => mirrored(one, ...ends(size));
  const outside = padding === "border" ? between : padding === "reflection" ? mirror : undefined;
  const places = sizes.map((size, axis) => {
    const part = op.slice(grid, { axis: -1, start: sizes.length - 1 - axis, stop: sizes.length - axis });
    const g = op.add(op.reshape(part, { shape: [batch, product(out)] }), 1);
    const exact = corners ? op.mul(g, (size - 1) / 2) : op.div(op.sub(op.mul(g, size), 1), 2);
    const place = mode === "nearest" ? op.round(exact) : exact;
    if (outside === undefined) return place;
    const [low, high] = ends(size);
    return op.where(op.or(op.less(place, low), op.greater(place, high)), outside(place, size), place);
  });
  const y = sampled(call, as(x, places[0]?.dtype ?? x.dtype), places, how, outside);
  return as(op.reshape(y, { shape: [...x.shape.slice(0, 2), ...out] }), x.dtype);
}

/** Places of a grid as θ moves them, the last axis first. ONNX AffineGrid-20. */
function affineGrid(call: NodeCall): AnyTensor {
  const theta = call.tensor(0);
  const sizes = call.numbers(1).slice(2);
  const corners = call.attributes.flag("align_corners");
  const places = (size: number, i: number): number => (corners ? (size === 1 ? 0 : (2 * i) / (size - 1) - 1) : (2 * i + 1) / size - 1);
  const count = product(sizes);
  const rows = sizes.map((size, axis) => {
    const stride = product(sizes.slice(axis + 1));
    return upTo(count).map((i) => places(size, Math.floor(i / stride) % size));
  });
  const points = [...rows.toReversed(), upTo(count).map(() => 1)].flat();
  const moved = op.matmul(theta, call.constant(points, [sizes.length + 1, count], theta.dtype));
  return op.reshape(permuted(moved, [0, 2, 1]), { shape: [theta.shape[0], ...sizes, sizes.length] });
}

export const samplings: Readonly<Record<string, Handler>> = {
  GridSample: gridSample,
  AffineGrid: affineGrid,
};
