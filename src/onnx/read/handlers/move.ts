import type { AnyTensor } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import type { Handler, NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { type Computed, computed, known, type Value } from "../values.ts";

/** x in the order of these axes, or as it is. */
export const permuted = (x: AnyTensor, perm: readonly number[]): AnyTensor =>
  perm.every((axis, position) => axis === position) ? x : op.transpose(x, { perm });

/** Axes of an input of new files, or of the attribute of old ones. */
const axesOf = (call: NodeCall, position: number, rank: number): number[] | undefined =>
  (call.optionalNumbers(position) ?? call.attributes.ints("axes"))?.map((axis) => call.axis(axis, rank));

function reshaped(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const wanted: readonly Dim[] = call.has(1) ? call.dims(1) : (call.attributes.ints("shape") ?? []);
  const keepsZero = call.attributes.flag("allowzero");
  const shape = wanted.map((size, axis) => (size === 0 && !keepsZero ? (x.shape[axis] ?? 0) : size));
  // Beside an axis without elements the one that is left open has none either.
  return op.reshape(x, { shape: shape.includes(0) ? shape.map((size) => (size === -1 ? 0 : size)) : shape });
}

function unsqueezed(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const given = call.optionalNumbers(1) ?? call.attributes.ints("axes") ?? [];
  const rank = x.shape.length + given.length;
  const ones = new Set(given.map((axis) => call.axis(axis, rank)));
  const rest = [...x.shape];
  return op.reshape(x, { shape: Array.from({ length: rank }, (_, axis) => (ones.has(axis) ? 1 : (rest.shift() as Dim))) });
}

function squeezed(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const axis = axesOf(call, 1, x.shape.length);
  return axis === undefined ? op.squeeze(x) : op.squeeze(x, { axis });
}

function expanded(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const wanted = call.dims(1);
  const rank = Math.max(wanted.length, x.shape.length);
  const at = (shape: readonly Dim[], axis: number): Dim => shape[axis - (rank - shape.length)] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => (at(wanted, axis) === 1 ? at(x.shape, axis) : at(wanted, axis)));
  return op.broadcastTo(x, { shape });
}

function flattened(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const axis = call.attributes.int("axis", 1);
  const cut = axis === rank ? rank : call.axis(axis, rank);
  if (cut === 0) return op.reshape(x, { shape: [1, -1] });
  if (cut === 1) return op.reshape(x, { shape: [x.shape[0] as Dim, -1] });
  const sizes = call.sizes(x);
  const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
  return op.reshape(x, { shape: [product(sizes.slice(0, cut)), product(sizes.slice(cut))] });
}

/** Python's slices, several axes at a time; ends far outside are the end. */
function sliced(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const starts: readonly Dim[] = call.has(1) ? call.dims(1) : (call.attributes.ints("starts") ?? []);
  const ends: readonly Dim[] = call.has(2) ? call.dims(2) : (call.attributes.ints("ends") ?? []);
  const axes = axesOf(call, 3, x.shape.length) ?? starts.map((_, axis) => axis);
  const steps = call.optionalNumbers(4) ?? starts.map(() => 1);
  return axes.reduce((part, axis, i) => {
    const [start, stop, step] = [starts[i] as Dim, ends[i] as Dim, steps[i] as number];
    const size = x.shape[axis];
    // Beyond the last position of an axis with a name lies its end.
    const open = typeof stop === "number" && Math.abs(stop) > 2 ** 30;
    const whole = step === 1 && start === 0 && ((open && Number(stop) > 0) || stop === size);
    if (whole) return part;
    const from = typeof start === "string" || typeof size === "string" || Math.abs(start) <= 2 ** 30 ? start : Math.sign(start) * 2 ** 30;
    return op.slice(part, { axis, start: from, step, ...(open ? {} : { stop }) }) as AnyTensor;
  }, x);
}

function parts(call: NodeCall): Computed[] {
  const x = call.tensor(0);
  const axis = call.axis(call.attributes.int("axis", 0), x.shape.length);
  const given = call.optionalNumbers(1) ?? call.attributes.ints("split");
  const sizes = given ?? evenParts(call, call.sizes(x)[axis] as number);
  let start = 0;
  return sizes.map((size) => {
    const part = op.slice(x, { axis, start, stop: start + size });
    start += size;
    return computed(part, call.type(0));
  });
}

/** Parts of one size; what is left of an axis that does not divide is in the last. */
function evenParts(call: NodeCall, size: number): number[] {
  const count = call.attributes.int("num_outputs", call.outputs);
  const each = Math.ceil(size / count);
  return upTo(count).map((i) => Math.max(0, Math.min(each, size - i * each)));
}

function padded(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const given = call.has(1) ? call.numbers(1) : (call.attributes.ints("pads") ?? call.attributes.ints("paddings") ?? []);
  const axes = axesOf(call, 3, rank) ?? x.shape.map((_, axis) => axis);
  const pads = x.shape.map((): [number, number] => [0, 0]);
  for (const [i, axis] of axes.entries()) pads[axis] = [given[i] as number, given[i + axes.length] as number];
  const mode = call.attributes.string("mode", "constant");
  if (mode === "wrap") return wrapped(call, x, pads);
  if (mode !== "constant" && mode !== "edge" && mode !== "reflect") return call.unsupported(`pads of mode ${mode}`);
  const value = call.has(2) ? (call.numbers(2)[0] ?? 0) : call.attributes.float("value", 0);
  return op.pad(x, mode === "constant" ? { pads, value } : { pads, mode });
}

/** Around x stands x again. */
function wrapped(call: NodeCall, x: AnyTensor, pads: readonly (readonly [number, number])[]): AnyTensor {
  const sizes = call.sizes(x);
  return pads.reduce((part, [before, after], axis) => {
    const size = sizes[axis] as number;
    if (before === 0 && after === 0) return part;
    const [left, right] = [Math.ceil(Math.max(0, before) / size), Math.ceil(Math.max(0, after) / size)];
    const around = op.tile(part, { counts: sizes.map((_, one) => (one === axis ? left + 1 + right : 1)) });
    const start = left * size - before;
    return op.slice(around, { axis, start, stop: start + before + size + after });
  }, x);
}

/** Cut or padded at both ends alike, the odd one at the end. */
function centred(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const wanted = call.numbers(1);
  const axes = (call.attributes.ints("axes") ?? x.shape.map((_, axis) => axis)).map((axis) => call.axis(axis, rank));
  const sizes = call.sizes(x);
  const pads = x.shape.map((): [number, number] => [0, 0]);
  for (const [i, axis] of axes.entries()) {
    const more = (wanted[i] as number) - (sizes[axis] as number);
    const before = more > 0 ? Math.floor(more / 2) : -Math.floor(-more / 2);
    pads[axis] = [before, more - before];
  }
  return op.pad(x, { pads });
}

function triangle(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const sizes = call.sizes(x);
  if (sizes.includes(0)) return x;
  const [rows, columns] = sizes.slice(-2) as [number, number];
  const offset = call.number(1, 0);
  const upper = call.attributes.flag("upper", true);
  const diagonal = op.sub(call.counted(columns), op.expandDims(call.counted(rows), { axis: 1 }));
  return op.where(upper ? op.greaterEqual(diagonal, offset) : op.lessEqual(diagonal, offset), x, call.scalar(0, x));
}

/** Blocks of depth to blocks of space: depth first ("DCR"), or last ("CRD"). */
function depthToSpace(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const [batch, depth, height, width] = call.sizes(x) as [number, number, number, number];
  const size = call.attributes.int("blocksize", 1);
  const channels = depth / size ** 2;
  const deepFirst = call.attributes.string("mode", "DCR") === "DCR";
  const apart = op.reshape(x, {
    shape: deepFirst ? [batch, size, size, channels, height, width] : [batch, channels, size, size, height, width],
  });
  const moved = permuted(apart, deepFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]);
  return op.reshape(moved, { shape: [batch, channels, height * size, width * size] });
}

function spaceToDepth(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const [batch, channels, height, width] = call.sizes(x) as [number, number, number, number];
  const size = call.attributes.int("blocksize", 1);
  const apart = op.reshape(x, { shape: [batch, channels, height / size, size, width / size, size] });
  return op.reshape(permuted(apart, [0, 3, 5, 1, 2, 4]), { shape: [batch, channels * size ** 2, height / size, width / size] });
}

function dropped(call: NodeCall): (AnyTensor | Value)[] {
  const training = (call.has(2) ? call.number(2, 0) : 0) !== 0;
  const ratio = call.has(1) ? call.number(1, 0.5) : call.attributes.float("ratio", 0.5);
  if (training && ratio !== 0) return call.unsupported("dropout in training mode, which is random");
  const x = call.tensor(0);
  return call.outputs > 1 ? [x, computed(call.filled(1, x.shape, "bool"), "bool")] : [x];
}

export const moves: Readonly<Record<string, Handler>> = {
  Identity: (call) => call.value(0),
  // What may be left out is here what it is, or nothing.
  Optional: (call) => call.value(0),
  OptionalGetElement: (call) => call.value(0),
  OptionalHasElement: (call) => known("bool", [], [Number(call.has(0))]),
  Dropout: dropped,
  Reshape: reshaped,
  Flatten: flattened,
  Transpose: (call) => {
    const x = call.tensor(0);
    return permuted(x, call.attributes.ints("perm") ?? x.shape.map((_, axis) => x.shape.length - 1 - axis));
  },
  Unsqueeze: unsqueezed,
  Squeeze: squeezed,
  Expand: expanded,
  Tile: (call) => op.tile(call.tensor(0), { counts: call.numbers(1) }),
  Concat: (call) => {
    const all = call.tensors();
    return op.concat(all, { axis: call.axis(call.attributes.int("axis", 1), all[0]?.shape.length ?? 0) });
  },
  Slice: sliced,
  Split: parts,
  Pad: padded,
  CenterCropPad: centred,
  Trilu: triangle,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};
