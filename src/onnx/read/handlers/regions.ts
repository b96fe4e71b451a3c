import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { linear, picked, product, sampled, spatialSizes, type Taps, tapsOf } from "./sampling.ts";

/** The mean, or the largest part, of places spread evenly over each cell of a region. ONNX RoiAlign-22. */
function roiAlign(call: NodeCall): AnyTensor {
  const { attributes } = call;
  const counts = ["output_height", "output_width"].map((name) => attributes.int(name, 1));
  const ratio = attributes.int("sampling_ratio", 0);
  const [x, regions, images] = [call.tensor(0), call.tensor(1), as(call.tensor(2), "int32")];
  const scale = attributes.float("spatial_scale", 1);
  // Before opset 16 there was no mode, and nothing was moved by half an element.
  const half = attributes.string("coordinate_transformation_mode", call.opset < 16 ? "" : "half_pixel") === "half_pixel";
  const align = (rois: AnyTensor, at: AnyTensor, samples: readonly number[]): AnyTensor => {
    const [many] = rois.shape;
    const grid = counts.map((count, axis) => count * (samples[axis] as number));
    const sizes = spatialSizes(call, x);
    const edge = (i: number): AnyTensor => op.sub(op.mul(op.slice(rois, { axis: 1, start: i, stop: i + 1 }), scale), half ? 0.5 : 0);
    const taps = [1, 0].map((first, axis): Taps => {
      const [start, length] = [edge(first), op.sub(edge(first + 2), edge(first))];
      const steps = call.constant(
        upTo(grid[axis] as number).map((i) => (i + 0.5) / (samples[axis] as number) / (counts[axis] as number)),
        [grid[axis] as number],
        rois.dtype,
      );
      const line = op.add(start, op.mul(half ? length : op.maximum(length, 1), steps));
      const size = sizes[axis] as number;
      const [positions, weights] = tapsOf(call, op.clip(line, { min: 0, max: size - 1 }), size, linear, undefined);
      const near = op.expandDims(op.and(op.greaterEqual(line, -1), op.lessEqual(line, size)), { axis: 1 });
      // Each place of one axis meets all of the other.
      const whole = (one: AnyTensor): AnyTensor => {
        const apart = op.expandDims(one, { axis: axis === 0 ? 3 : 2 });
        return op.reshape(op.broadcastTo(apart, { shape: [many, 2, ...grid] }), { shape: [many, 2, product(grid)] });
      };
      return [whole(positions), whole(op.where(near, weights, call.scalar(0, weights)))];
    });
    const [elements, weights] = picked(call, op.take(x, at), taps);
    const weighed = op.mul(elements, weights);
    const shape = [many, x.shape[1], counts[0], samples[0], counts[1], samples[1]];
    const cells = (parts: AnyTensor): AnyTensor => op.reshape(parts, { shape });
    return attributes.string("mode", "avg").toLowerCase() === "max"
      ? op.max(cells(op.max(weighed, { axis: 2 })), { axis: [3, 5] })
      : op.mean(cells(op.sum(weighed, { axis: 2 })), { axis: [3, 5] });
  };
  if (ratio > 0) return align(regions, images, [ratio, ratio]);
  // As many places as a cell has elements: each region for itself.
  const boxes = call.numbers(1);
  const each = upTo(boxes.length / 4).map((i) => {
    const samples = [1, 0].map((first, axis) => {
      const length = ((boxes[4 * i + first + 2] as number) - (boxes[4 * i + first] as number)) * scale;
      return Math.max(1, Math.ceil((half ? length : Math.max(length, 1)) / (counts[axis] as number)));
    });
    const one = (of: AnyTensor): AnyTensor => op.slice(of, { start: i, stop: i + 1 });
    return align(one(regions), one(images), samples);
  });
  return each.length === 1 ? (each[0] as AnyTensor) : op.concat(each, { axis: 0 });
}

/** A convolution whose elements are taken from moved places. ONNX DeformConv-22. */
function deformableConvolution(call: NodeCall): AnyTensor {
  const [x, weights, offset] = [call.tensor(0), call.tensor(1), call.tensor(2)];
  const [batch, channels, ...sizes] = call.sizes(x) as [number, number, ...number[]];
  const [made, depth, ...kernel] = call.sizes(weights) as [number, number, ...number[]];
  const out = call.sizes(offset).slice(2);
  const { attributes } = call;
  const [groups, shifted] = [attributes.int("group", 1), attributes.int("offset_group", 1)];
  const each = (name: string, otherwise: number): readonly number[] => attributes.ints(name) ?? sizes.map(() => otherwise);
  const [stride, dilation, pads] = [each("strides", 1), each("dilations", 1), each("pads", 0)];
  const [taps, count] = [product(kernel), product(out)];
  const moved = op.reshape(offset, { shape: [batch * shifted, taps, sizes.length, count] });
  const places = sizes.map((_, axis) => {
    const along = (i: number, all: readonly number[]): number => Math.floor(i / product(all.slice(axis + 1))) % (all[axis] as number);
    const [step, gap, before] = [stride, dilation, pads].map((list) => list[axis]) as [number, number, number];
    const fixed = upTo(taps * count).map((i) => along(i % count, out) * step - before + along(Math.floor(i / count), kernel) * gap);
    const by = op.squeeze(op.slice(moved, { axis: 2, start: axis, stop: axis + 1 }), { axis: 2 });
    return op.reshape(op.add(by, call.constant(fixed, [taps, count], x.dtype)), { shape: [batch * shifted, taps * count] });
  });
  const apart = op.reshape(x, { shape: [batch * shifted, channels / shifted, ...sizes] });
  const found = op.reshape(sampled(call, apart, places, linear), {
    shape: [batch * shifted, channels / shifted, taps, count],
  });
  const masked = call.has(4) ? op.mul(found, op.reshape(call.tensor(4), { shape: [batch * shifted, 1, taps, count] })) : found;
  const columns = op.reshape(masked, { shape: [batch, groups, depth * taps, count] });
  const y = op.reshape(op.matmul(op.reshape(weights, { shape: [groups, made / groups, depth * taps] }), columns), {
    shape: [batch, made, ...out],
  });
  return call.has(3) ? op.add(y, op.reshape(call.tensor(3), { shape: [made, ...out.map(() => 1)] })) : y;
}

export const regions: Readonly<Record<string, Handler>> = {
  RoiAlign: roiAlign,
  DeformConv: deformableConvolution,
};
