import type { AnyTensor } from "../../../../graph/op.ts";
import { bitsOf, carrierOf, type ElementType, elementTypeOf, isFloatType, rangeOf } from "../../element-types.ts";
import { floatFormats, largestOf } from "../../small-floats.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { type Computed, computed } from "../values.ts";

/** Whole numbers as a type of n bits holds them: modulo 2ⁿ. Those of 64 bits are exact up to 2³¹, unsigned ones up to 2⁵³. */
export function wrapped(x: AnyTensor, type: ElementType): AnyTensor {
  const [low, high] = rangeOf(type) ?? [0, 0];
  const carrier = carrierOf(type) ?? x.dtype;
  // uint8 and int32 wrap around by themselves.
  if (high === 0 || carrier === "uint8" || (carrier === "int32" && high >= 2 ** 31 - 1)) return as(x, carrier);
  const whole = carrier === "int32" ? as(x, carrier) : op.trunc(as(x, carrier));
  const size = high - low + 1;
  return low === 0 ? op.remainder(whole, size) : op.add(op.remainder(op.sub(whole, low), size), low);
}

/**
 * The power of two at or below each x > 0 of float64: q = (2⁵² + 1) x, |q − (1 − 2⁻⁵³) q|.
 * Source: Rump, Ogita and Oishi 2008, algorithm 3.5.
 */
export function powerBelow(x: AnyTensor): AnyTensor {
  const q = op.mul(x, 2 ** 52 + 1);
  return op.abs(op.sub(q, op.mul(q, 1 - 2 ** -53)));
}

/** The numbers of a small float that lie nearest, of two the even one. Beyond the largest comes that one, or ±Infinity or NaN where it does not saturate. */
export function roundedTo(x: AnyTensor, type: ElementType, saturates: boolean): AnyTensor {
  const format = floatFormats[type];
  if (format === undefined) return x;
  const { mantissaBits, bias, top } = format;
  const largest = largestOf(format);
  const wide = as(x, "float64");
  const size = op.minimum(op.abs(wide), 2 * largest);
  const unit = op.mul(powerBelow(op.maximum(size, 2 ** (1 - bias))), 2 ** -mantissaBits);
  const near = op.mul(op.round(op.div(size, unit)), unit);
  const beyond = top === "ieee" ? Number.POSITIVE_INFINITY : Number.NaN;
  const kept = saturates || top === "numbers" ? op.minimum(near, largest) : op.where(op.greater(near, largest), beyond, near);
  // −0 stays, but where its code is that of NaN.
  const zero = top === "zero-is-nan" ? 0 : op.mul(wide, 0);
  const y = op.where(op.equal(near, 0), zero, op.where(op.less(wide, 0), op.neg(kept), kept));
  return as(top === "numbers" ? op.where(op.isNan(wide), 0, y) : y, "float32");
}

/** A power of two: at or above x, at or below it, or the nearer one. What is not above 0 has none: it becomes the smallest. */
function powerOfTwo(x: AnyTensor, round: string, saturates: boolean): AnyTensor {
  const [smallest, largest] = [2 ** -127, 2 ** 127];
  const wide = as(x, "float64");
  const size = op.clip(wide, { min: smallest, max: 2 * largest });
  const below = powerBelow(size);
  const isAbove = round === "nearest" ? op.greaterEqual(size, op.mul(below, 1.5)) : op.greater(size, below);
  const power = round === "down" ? below : op.where(isAbove, op.mul(below, 2), below);
  const outside = op.or(op.greater(power, largest), op.less(wide, smallest));
  return as(saturates ? op.minimum(power, largest) : op.where(outside, Number.NaN, power), "float32");
}

/** In another type: whole numbers wrap around, small floats are rounded; float16 and bfloat16 stay as exact as they are. */
export function castTo(call: NodeCall, type: ElementType | undefined): Computed {
  const dtype = type && carrierOf(type);
  if (type === undefined || dtype === undefined) return call.unsupported(`a cast to ${type}`);
  const x = call.tensor(0);
  const saturates = call.attributes.flag("saturate", true);
  if (type === "float8e8m0") return computed(powerOfTwo(x, call.attributes.string("round_mode", "up"), saturates), type);
  if (isFloatType(type)) {
    return computed((bitsOf(type) as number) > 8 ? as(x, dtype) : roundedTo(x, type, saturates), type);
  }
  const [low, high] = rangeOf(type) ?? [0, 1];
  const [least, most] = rangeOf(call.type(0)) ?? (x.dtype === "bool" ? [0, 1] : [Number.NEGATIVE_INFINITY, 0]);
  const fits = type === "bool" || (least >= low && most <= high);
  return computed(fits ? as(x, dtype) : wrapped(x, type), type);
}

export const casts: Readonly<Record<string, Handler>> = {
  Cast: (call) => castTo(call, elementTypeOf(call.attributes.int("to", 1))),
  CastLike: (call) => castTo(call, call.type(1)),
};
