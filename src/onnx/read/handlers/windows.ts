import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, isFloat, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { computed, type Value } from "../values.ts";
import { permuted } from "./move.ts";
import { product } from "./sampling.ts";
import { sliding } from "./sliding.ts";

/**
 * Which element of x each window of a pool took: its number in x, row by row, or column by column within a plane where the file says so. Of
 * equal ones the first.
 */
export function positionsOfLargest(call: NodeCall, pooled: AnyTensor, size: readonly number[]): Value {
  const x = call.tensor(0);
  const [batch, channels, ...sizes] = call.sizes(x) as [number, number, ...number[]];
  const out = call.sizes(pooled).slice(2);
  const { options } = sliding(call, x, size);
  const [stride, dilation] = [options.stride, options.dilation] as [number[], number[]];
  const extent = (axis: number): number => (dilation[axis] as number) * ((size[axis] as number) - 1) + 1;
  const reach = (axis: number): number => ((out[axis] as number) - 1) * (stride[axis] as number) + extent(axis);
  const { padding } = options;
  const before = sizes.map((length, axis) => {
    if (Array.isArray(padding)) return padding[axis][0] as number;
    return padding === "same" ? Math.floor(Math.max(0, reach(axis) - length) / 2) : 0;
  });
  const pads = sizes.map((length, axis) => [before[axis], reach(axis) - length - (before[axis] as number)]);
  const padded = op.pad(as(x, "float64"), { pads: [[0, 0], [0, 0], ...pads], value: Number.NEGATIVE_INFINITY });
  const all = op.windows(padded, { size, stride, dilation, axes: sizes.map((_, axis) => axis + 2) });
  const taken = op.argmax(op.reshape(all, { shape: [batch, channels, ...out, product(size)] }), { axis: -1 });
  const isByColumn = call.attributes.flag("storage_order");
  const whole = (data: number[], shape: number[]): AnyTensor => call.constant(data, shape, "int32");
  const parts = sizes.map((_, axis) => {
    const inWindow = op.remainder(op.floorDivide(taken, product(size.slice(axis + 1))), size[axis]);
    const starts = upTo(out[axis] as number).map((i) => i * (stride[axis] as number) - (before[axis] as number));
    const position = op.add(op.mul(inWindow, dilation[axis]), whole(starts, [starts.length, ...out.slice(axis + 1).map(() => 1)]));
    return op.mul(position, product(isByColumn ? sizes.slice(0, axis) : sizes.slice(axis + 1)));
  });
  const planes = whole(
    upTo(batch * channels).map((i) => i * product(sizes)),
    [batch, channels, ...out.map(() => 1)],
  );
  return computed(
    parts.reduce((a, b) => op.add(a, b), planes),
    "int64",
  );
}

/** Zeros, and each element where a pool took it from. ONNX MaxUnpool-22. */
function unpooled(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const { attributes } = call;
  const [batch, channels, ...sizes] = call.sizes(x) as [number, number, ...number[]];
  const [kernel, stride, pads] = ["kernel_shape", "strides", "pads"].map((name) => attributes.ints(name));
  const made = sizes.map((length, axis) => {
    const cut = (pads?.[axis] ?? 0) + (pads?.[axis + sizes.length] ?? 0);
    return (length - 1) * (stride?.[axis] ?? 1) - cut + (kernel?.[axis] ?? 1);
  });
  const whole = [batch, channels, ...made];
  const flat = (one: AnyTensor): AnyTensor => op.reshape(one, { shape: [-1] });
  const put = op.scatter(call.filled(0, [product(whole)], x.dtype), flat(as(call.tensor(1), "int32")), flat(x), { axis: 0 });
  const y = op.reshape(put, { shape: whole });
  const wanted = call.optionalNumbers(2);
  return wanted === undefined ? y : op.pad(y, { pads: wanted.map((length, axis) => [0, length - (whole[axis] as number)]) });
}

/** (Σ |x|ᵖ)^(1/p) */
function norm(call: NodeCall, sum: (powers: AnyTensor) => AnyTensor): AnyTensor {
  const p = call.attributes.int("p", 2);
  return op.pow(sum(op.pow(op.abs(call.tensor(0)), p)), 1 / p);
}

function normOfWindows(call: NodeCall): AnyTensor {
  const size = call.attributes.ints("kernel_shape") ?? [];
  const { options } = sliding(call, call.tensor(0), size);
  const settings = { size, ceil: call.attributes.flag("ceil_mode"), countIncludePad: true, ...options };
  return norm(call, (powers) => op.mul(op.averagePool(powers, settings), product(size)));
}

/** Columns, each the elements of a block, added where the blocks lie. ONNX Col2Im-18. */
function overlapped(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const [image, block] = [call.numbers(1), call.numbers(2)];
  const [batch, rows] = call.sizes(x) as [number, number];
  const rank = image.length;
  const each = (name: string): number[] => call.attributes.ints(name) ?? image.map(() => 1);
  const [stride, dilation] = [each("strides"), each("dilations")];
  const pads = call.attributes.ints("pads") ?? [...image, ...image].map(() => 0);
  const lengths = image.map((length, axis) => length + (pads[axis] as number) + (pads[axis + rank] as number));
  const counts = lengths.map((length, axis) => {
    const extent = (dilation[axis] as number) * ((block[axis] as number) - 1) + 1;
    return Math.floor((length - extent) / (stride[axis] as number)) + 1;
  });
  const channels = rows / product(block);
  const apart = op.reshape(x, { shape: [batch, channels, ...block, ...counts] });
  const axes = upTo(rank).map((axis) => axis + 2);
  const turned = permuted(apart, [0, 1, ...axes.map((axis) => axis + rank), ...axes]);
  const sums = op.overlapAdd(isFloat(x) ? turned : as(turned, "float64"), { axes, stride, dilation, lengths });
  const cut = axes.map((_, axis) => [-(pads[axis] as number), -(pads[axis + rank] as number)]);
  return as(op.pad(sums, { pads: [[0, 0], [0, 0], ...cut] }), x.dtype);
}

/** x ÷ (bias + α/size · the sum of squares of channels around)^β. ONNX LRN-13. */
function localNormalization(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const { attributes } = call;
  const size = attributes.int("size", 1);
  const pads = x.shape.map((_, axis) => (axis === 1 ? [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)] : [0, 0]));
  const around = op.sum(op.windows(op.pad(op.mul(x, x), { pads }), { size, axes: 1 }), { axis: -1 });
  const level = op.add(op.mul(around, attributes.float("alpha", 1e-4) / size), attributes.float("bias", 1));
  return op.div(x, op.pow(level, attributes.float("beta", 0.75)));
}

export const overWindows: Readonly<Record<string, Handler>> = {
  MaxUnpool: unpooled,
  LpPool: normOfWindows,
  GlobalLpPool: (call) =>
    norm(call, (powers) => op.sum(powers, { axis: upTo(powers.shape.length - 2).map((axis) => axis + 2), keepdims: true })),
  Col2Im: overlapped,
  LRN: localNormalization,
};
