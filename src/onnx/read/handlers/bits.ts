import type { AnyTensor } from "../../../../graph/op.ts";
import { bitsOf, carrierOf, type ElementType, elementTypeOf, isFloatType, rangeOf } from "../../element-types.ts";
import { type FloatFormat, floatFormats, floatOfBits } from "../../small-floats.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { upTo } from "../up-to.ts";
import { type Computed, computed } from "../values.ts";
import { powerBelow, wrapped } from "./casts.ts";

/** 1, 2, 4, … */
const powers = (call: NodeCall, count: number): AnyTensor =>
  call.constant(
    upTo(count).map((i) => 2 ** i),
    [count],
    "float64",
  );

/** Bit by bit of two whole numbers: the bits of each lie along an axis at the end, lowest first. */
const bitwise =
  (combine: (a: AnyTensor, b: AnyTensor) => AnyTensor): Handler =>
  (call) => {
    const type = call.type(0);
    // Of 64 bits with a sign as many as the carrier has.
    const places = powers(call, carrierOf(type) === "int32" ? Math.min(bitsOf(type) ?? 0, 32) : (bitsOf(type) ?? 0));
    const bits = (position: number): AnyTensor => {
      const x = as(call.tensor(position), "float64");
      return op.greater(op.remainder(op.floor(op.div(op.expandDims(x, { axis: x.shape.length }), places)), 2), 0);
    };
    const number = op.sum(op.mul(as(combine(bits(0), bits(1)), "float64"), places), { axis: -1 });
    return rangeOf(type)?.[0] === 0 ? as(number, carrierOf(type) ?? "int32") : wrapped(number, type);
  };

/** x · 2ⁿ, or ⌊x ÷ 2ⁿ⌋. */
function shifted(call: NodeCall): AnyTensor {
  const by = op.take(powers(call, 64), as(call.tensor(1), "int32"));
  const x = as(call.tensor(0), "float64");
  const isLeft = call.attributes.string("direction", "LEFT") === "LEFT";
  return wrapped(isLeft ? op.mul(x, by) : op.floor(op.div(x, by)), call.type(0));
}

/** The code of each float, from 0 on: its sign, its exponent, its mantissa. */
function codesOf(x: AnyTensor, { exponentBits, mantissaBits, bias, top }: FloatFormat): AnyTensor {
  const wide = as(x, "float64");
  // ±Infinity is the number that would follow the largest.
  const size = op.minimum(op.abs(wide), 2 ** (2 ** exponentBits - 1 - bias) * (top === "ieee" ? 1 : 2));
  const unit = powerBelow(op.maximum(size, 2 ** (1 - bias)));
  const exponent = op.round(op.div(op.log(unit), Math.LN2));
  const magnitude = op.mul(op.add(op.add(exponent, bias - 1), op.div(size, unit)), 2 ** mantissaBits);
  const half = 2 ** (exponentBits + mantissaBits);
  const isNegative = op.or(op.less(wide, 0), op.less(op.div(1, wide), 0));
  const code = op.add(magnitude, op.mul(as(isNegative, "float64"), half));
  const nan = top === "ieee" ? half - 2 ** (mantissaBits - 1) : top === "nan" ? half - 1 : half;
  return op.where(op.isNan(wide), nan, code);
}

/** The floats of codes from 0 on. */
function floatsOf(call: NodeCall, code: AnyTensor, type: ElementType): AnyTensor {
  const table = (count: number, value: (i: number) => number): AnyTensor => call.constant(upTo(count).map(value), [count], "float64");
  const at = (values: AnyTensor, indices: AnyTensor): AnyTensor => op.take(values, as(indices, "int32"));
  const bits = bitsOf(type) as number;
  if (bits <= 8) {
    return at(
      table(2 ** bits, (i) => floatOfBits(i, type)),
      code,
    );
  }
  const { exponentBits, mantissaBits, bias } = floatFormats[type] as FloatFormat;
  const isNegative = op.greaterEqual(code, 2 ** (bits - 1));
  const magnitude = op.remainder(code, 2 ** (bits - 1));
  const exponent = op.floor(op.div(magnitude, 2 ** mantissaBits));
  const mantissa = op.div(op.remainder(magnitude, 2 ** mantissaBits), 2 ** mantissaBits);
  const last = 2 ** exponentBits - 1;
  const significand = op.add(mantissa, op.minimum(exponent, 1));
  const finite = op.mul(
    significand,
    at(
      table(last + 1, (i) => 2 ** (Math.max(i, 1) - bias)),
      exponent,
    ),
  );
  const beyond = op.where(op.greater(mantissa, 0), Number.NaN, call.scalar(Number.POSITIVE_INFINITY, code));
  const size = op.where(op.equal(exponent, last), beyond, finite);
  return op.where(isNegative, op.neg(size), size);
}

/** The same bits as another type of so many. Those of 64 bits have no carrier with all their values. */
function reinterpreted(call: NodeCall): Computed {
  const [from, type] = [call.type(0), elementTypeOf(call.attributes.int("to", 1)) as ElementType];
  const x = call.tensor(0);
  const format = floatFormats[from];
  const isWhole = (one: ElementType): boolean => !isFloatType(one) && carrierOf(one) !== undefined;
  if (from === type) return computed(x, type);
  if (!(isWhole(from) || format) || !(isWhole(type) || floatFormats[type])) return call.unsupported(`the bits of ${from} as ${type}`);
  const code = format ? codesOf(x, format) : x;
  if (isWhole(type)) return computed(wrapped(code, type), type);
  return computed(as(floatsOf(call, op.remainder(as(code, "float64"), 2 ** (bitsOf(from) as number)), type), "float32"), type);
}

export const bitwiseOps: Readonly<Record<string, Handler>> = {
  BitwiseAnd: bitwise((a, b) => op.and(a, b)),
  BitwiseOr: bitwise((a, b) => op.or(a, b)),
  BitwiseXor: bitwise((a, b) => op.xor(a, b)),
  BitwiseNot: (call) => {
    const [low, high] = rangeOf(call.type(0)) ?? [0, 0];
    const x = call.tensor(0);
    return op.sub(call.scalar(x.dtype === "int32" && low < 0 ? -1 : low + high, x), x);
  },
  BitShift: shifted,
  BitCast: reinterpreted,
};
