import type { AnyTensor } from "../../../../graph/op.ts";
import { bitsOf, carrierOf, type ElementType, elementTypeOf, isFloatType, rangeOf } from "../../element-types.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { type Computed, computed } from "../values.ts";
import { roundedTo } from "./casts.ts";
import { convolution } from "./images.ts";

/** A scale or zero point as it broadcasts to x: one number, one along an axis, or one for each block of an axis. */
function spread(call: NodeCall, factor: AnyTensor, x: AnyTensor): AnyTensor {
  const axis = call.axis(call.attributes.int("axis", 1), Math.max(x.shape.length, 2));
  const block = call.attributes.int("block_size", 0);
  if (block > 0) {
    const whole = op.repeat(factor, { repeats: block, axis });
    return op.slice(whole, { axis, start: 0, stop: call.sizes(x)[axis] as number });
  }
  const sizes = call.sizes(factor);
  if (sizes.reduce((a, b) => a * b, 1) === 1) return op.reshape(factor, { shape: [] });
  return op.reshape(factor, { shape: [sizes[0] as number, ...x.shape.slice(axis + 1).map(() => 1)] });
}

/** Rounded to even, moved by the zero point, and kept inside the type. */
function quantized(call: NodeCall, scaled: AnyTensor, zero: AnyTensor, type: ElementType): Computed {
  if (isFloatType(type))
    return computed(roundedTo(op.add(scaled, as(zero, scaled.dtype)), type, call.attributes.flag("saturate", true)), type);
  const [low, high] = rangeOf(type) ?? call.unsupported(`numbers quantised to ${type}`);
  const y = op.clip(op.add(op.round(scaled), as(zero, scaled.dtype)), { min: low, max: high });
  return computed(as(y, carrierOf(type) ?? "int32"), type);
}

/** The division is as precise as the scale, or as the file says. */
function quantize(call: NodeCall): Computed {
  const x = as(call.tensor(0), "float32");
  const type = call.has(2) ? call.type(2) : (elementTypeOf(call.attributes.int("output_dtype", 0) || 2) as ElementType);
  const zero = call.has(2) ? spread(call, call.tensor(2), x) : call.constant(0, [], "int32");
  const scaled = op.div(x, spread(call, as(call.tensor(1), "float32"), x));
  const precision = elementTypeOf(call.attributes.int("precision", 0)) ?? call.type(1);
  return quantized(call, bitsOf(precision) === 16 ? roundedTo(scaled, precision, false) : scaled, zero, type);
}

function dequantize(call: NodeCall): Computed {
  const x = call.tensor(0);
  const scale = call.tensor(1);
  const plain = as(x, scale.dtype);
  const zero = call.optional(2);
  const moved = zero === undefined ? plain : op.sub(plain, as(spread(call, zero, x), scale.dtype));
  const type = elementTypeOf(call.attributes.int("output_dtype", 0)) ?? call.type(1);
  return computed(op.mul(moved, spread(call, scale, x)), type);
}

/** To uint8, by the range of x with 0 in it. */
function quantizeByRange(call: NodeCall): (AnyTensor | Computed)[] {
  const x = call.tensor(0);
  const high = op.maximum(op.max(x), 0);
  const low = op.minimum(op.min(x), 0);
  const scale = op.div(op.sub(high, low), 255);
  const zero = op.clip(op.round(op.neg(op.div(low, scale))), { min: 0, max: 255 });
  return [quantized(call, op.div(x, scale), zero, "uint8"), computed(scale, "float"), computed(as(zero, "uint8"), "uint8")];
}

/** x − its zero point, exactly; a zero point for each row or column stands where it broadcasts. */
function moved(call: NodeCall, position: number, zeroPosition: number, place: "row" | "column"): AnyTensor {
  const x = as(call.tensor(position), "float64");
  const zero = call.optional(zeroPosition);
  if (zero === undefined) return x;
  const sizes = call.sizes(zero);
  const plain = as(zero, "float64");
  if (sizes.length !== 1 || sizes[0] === 1) return op.sub(x, sizes.length > 1 ? plain : op.reshape(plain, { shape: [] }));
  return op.sub(x, place === "row" ? op.reshape(plain, { shape: [sizes[0] as number, 1] }) : plain);
}

function productOfIntegers(call: NodeCall): Computed {
  return computed(as(op.matmul(moved(call, 0, 2, "row"), moved(call, 1, 3, "column")), "int32"), "int32");
}

/** a, its scale and zero point, b, its scale and zero point, the scale and zero point of the result. */
function quantizedProduct(call: NodeCall): Computed {
  const exact = op.matmul(moved(call, 0, 2, "row"), moved(call, 3, 5, "column"));
  const factor = (position: number): AnyTensor => as(call.tensor(position), "float64");
  const scale = op.div(op.mul(factor(1), factor(4)), factor(6));
  return quantized(call, op.mul(exact, scale), as(call.tensor(7), "float64"), call.type(7));
}

/** The convolution of numbers without their zero points; that of weights may be one for each channel that is made. */
function exactConvolution(call: NodeCall, weightsAt: number, zeroAt: readonly [number, number], biasAt = -1): AnyTensor {
  const x = moved(call, 0, zeroAt[0], "column");
  const weights = as(call.tensor(weightsAt), "float64");
  const shape = [-1, ...weights.shape.slice(1).map(() => 1)];
  const zero = call.optional(zeroAt[1]);
  const centred = zero === undefined ? weights : op.sub(weights, op.reshape(as(zero, "float64"), { shape }));
  const biases = call.optional(biasAt);
  const parts = [x, centred, ...(biases ? [as(biases, "float64")] : [])];
  return convolution(call.with(parts.map((one) => computed(one, "double"))));
}

/** As quantizedProduct, with biases, which have the scale of the products. */
function quantizedConvolution(call: NodeCall): Computed {
  const exact = exactConvolution(call, 3, [2, 5], 8);
  const factor = (position: number): AnyTensor => as(call.tensor(position), "float64");
  const channels = op.reshape(factor(4), { shape: [-1, ...exact.shape.slice(2).map(() => 1)] });
  const scale = op.div(op.mul(factor(1), channels), factor(6));
  return quantized(call, op.mul(exact, scale), as(call.tensor(7), "float64"), call.type(7));
}

export const quantizations: Readonly<Record<string, Handler>> = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: quantizeByRange,
  MatMulInteger: productOfIntegers,
  QLinearMatMul: quantizedProduct,
  ConvInteger: (call) => computed(as(exactConvolution(call, 1, [2, 3]), "int32"), "int32"),
  QLinearConv: quantizedConvolution,
};
