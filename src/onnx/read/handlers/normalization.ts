import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed, type Value } from "../values.ts";
import { permuted } from "./move.ts";

const square = (x: AnyTensor): AnyTensor => op.mul(x, x);
const from = (axis: number, rank: number): number[] => Array.from({ length: rank - axis }, (_, i) => axis + i);

/** A vector over the channels, axis 1 of x, as it broadcasts to x. */
const overChannels = (vector: AnyTensor, x: AnyTensor): AnyTensor =>
  op.reshape(vector, { shape: [vector.shape[0] as number, ...x.shape.slice(2).map(() => 1)] });

/** Mean, deviations from it, and 1 ÷ √(variance + ε) along some axes. */
function moments(x: AnyTensor, axis: readonly number[], epsilon: number): { mean: AnyTensor; centred: AnyTensor; inverse: AnyTensor } {
  const middle = op.mean(x, { axis, keepdims: true });
  const centred = op.sub(x, middle);
  const inverse = op.reciprocal(op.sqrt(op.add(op.mean(square(centred), { axis, keepdims: true }), epsilon)));
  return { mean: middle, centred, inverse };
}

/** Computed in float32 whatever the type of the file is, unless that is double. */
function layerNorm(call: NodeCall): (AnyTensor | Value)[] {
  const x = call.tensor(0);
  const axis = from(call.axis(call.attributes.int("axis", -1), x.shape.length), x.shape.length);
  const { mean: middle, centred, inverse } = moments(x, axis, call.attributes.float("epsilon", 1e-5));
  const scaled = op.mul(op.mul(centred, inverse), call.tensor(1));
  const bias = call.optional(2);
  const type = call.type(0) === "double" ? "double" : "float";
  return [bias === undefined ? scaled : op.add(scaled, bias), computed(middle, type), computed(inverse, type)];
}

function rmsNorm(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const axis = from(call.axis(call.attributes.int("axis", -1), x.shape.length), x.shape.length);
  const power = op.mean(square(x), { axis, keepdims: true });
  return op.mul(op.mul(x, op.reciprocal(op.sqrt(op.add(power, call.attributes.float("epsilon", 1e-5))))), call.tensor(1));
}

/** Where it runs as it was trained, one op, which a training step knows, too; else the mean and variance of the batch, and how they move. */
function batchNorm(call: NodeCall): AnyTensor | AnyTensor[] {
  const [x, scale, biases, runningMean, runningVariance] = call.tensors() as [AnyTensor, AnyTensor, AnyTensor, AnyTensor, AnyTensor];
  const epsilon = call.attributes.float("epsilon", 1e-5);
  const momentum = call.attributes.float("momentum", 0.9);
  if (!call.attributes.flag("spatial", true)) return call.unsupported("moments of each element of an image, as before opset 9");
  // Before opset 14 a training was told by its further outputs.
  if (!call.attributes.flag("training_mode") && (call.opset >= 14 || call.outputs === 1)) {
    const [mean, variance] = [runningMean, runningVariance].map((one) => as(one, x.dtype));
    return op.batchNorm(x, { mean, variance, scale: as(scale, x.dtype), biases: as(biases, x.dtype), epsilon, momentum, layout: "NCHW" });
  }
  const axis = [0, ...from(2, x.shape.length)];
  const centre = op.mean(x, { axis });
  const variance = op.mean(square(op.sub(x, overChannels(centre, x))), { axis });
  const inverse = op.reciprocal(op.sqrt(op.add(overChannels(variance, x), epsilon)));
  const normed = op.mul(op.sub(x, overChannels(centre, x)), inverse);
  const moved = (running: AnyTensor, current: AnyTensor): AnyTensor => op.add(op.mul(running, momentum), op.mul(current, 1 - momentum));
  const y = op.add(op.mul(normed, overChannels(scale, x)), overChannels(biases, x));
  return [y, moved(runningMean, centre), moved(runningVariance, variance), centre, variance];
}

function instanceNorm(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const { centred, inverse } = moments(x, from(2, x.shape.length), call.attributes.float("epsilon", 1e-5));
  return op.add(op.mul(op.mul(centred, inverse), overChannels(call.tensor(1), x)), overChannels(call.tensor(2), x));
}

/** Before opset 21 scale and bias were one number a group. */
function groupNorm(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const sizes = call.sizes(x);
  const groups = call.attributes.int("num_groups", 1);
  const [batch, channels, ...space] = sizes as [number, number, ...number[]];
  const apart = op.reshape(x, { shape: [batch, groups, channels / groups, ...space] });
  const { centred, inverse } = moments(apart, from(2, sizes.length + 1), call.attributes.float("epsilon", 1e-5));
  const normed = op.mul(centred, inverse);
  const perGroup = call.opset < 21;
  const factor = (position: number): AnyTensor =>
    perGroup ? overChannels(call.tensor(position), apart) : overChannels(call.tensor(position), x);
  if (perGroup) return op.reshape(op.add(op.mul(normed, factor(1)), factor(2)), { shape: sizes });
  return op.add(op.mul(op.reshape(normed, { shape: sizes }), factor(1)), factor(2));
}

function meanVariance(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const axis = call.attributes.ints("axes")?.map((one) => call.axis(one, x.shape.length)) ?? [0, 2, 3];
  const middle = op.mean(x, { axis, keepdims: true });
  const variance = op.sub(op.mean(square(x), { axis, keepdims: true }), square(middle));
  return op.div(op.sub(x, middle), op.add(op.sqrt(variance), 1e-9));
}

/** x ÷ its norm; 0 where that is 0. */
function lpNormalization(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const axis = call.axis(call.attributes.int("axis", -1), x.shape.length);
  const first = call.attributes.int("p", 2) === 1;
  const norm = first ? op.sum(op.abs(x), { axis, keepdims: true }) : op.sqrt(op.sum(square(x), { axis, keepdims: true }));
  return op.where(op.equal(norm, 0), call.scalar(0, x), op.div(x, op.where(op.equal(norm, 0), call.scalar(1, x), norm)));
}

/** 1 at the largest, the first of equal ones. */
function hardmax(call: NodeCall): AnyTensor {
  const x = call.tensor(0);
  const rank = x.shape.length;
  const sizes = call.sizes(x);
  const axis = call.axis(call.attributes.int("axis", call.opset < 13 ? 1 : -1), rank);
  if (call.opset < 13) {
    const rows = sizes.slice(0, axis).reduce((a, b) => a * b, 1);
    const columns = sizes.slice(axis).reduce((a, b) => a * b, 1);
    const flat = op.reshape(x, { shape: [rows, columns] });
    return op.reshape(op.oneHot(op.argmax(flat, { axis: 1 }), { depth: columns, dtype: x.dtype as "float32" }), { shape: sizes });
  }
  const last = [...from(0, rank).filter((one) => one !== axis), axis];
  const hot = op.oneHot(op.argmax(x, { axis }), { depth: sizes[axis] as number, dtype: x.dtype as "float32" });
  return permuted(
    hot,
    last.map((_, one) => last.indexOf(one)),
  );
}

export const normalizations: Readonly<Record<string, Handler>> = {
  LayerNormalization: layerNorm,
  RMSNormalization: rmsNorm,
  SimplifiedLayerNormalization: rmsNorm,
  BatchNormalization: batchNorm,
  InstanceNormalization: instanceNorm,
  GroupNormalization: groupNorm,
  MeanVarianceNormalization: meanVariance,
  LpNormalization: lpNormalization,
  Hardmax: hardmax,
};
