import { decodeNumber } from "../../graph/attrs.ts";
import { isFloat, isInt } from "../../graph/dtype.ts";
import { type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { broadcast, showShape, showType } from "../../graph/shape.ts";

/** The shape and dtype rules that many ops share; each calls `fail` with the house error sentence. */

/** x, a float tensor, gives its own type. */
export function inferFloat([x]: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  requireFloat(x, "x", fail);
  return x;
}

/** As inferFloat, of an op whose attributes are numbers; each must be finite. */
export function inferFloatByNumbers(
  inputs: Operands<TensorType>,
  attrs: Readonly<Record<string, number | string>>,
  fail: Fail,
): TensorType {
  for (const [name, value] of Object.entries(attrs)) {
    if (!Number.isFinite(decodeNumber(value))) {
      fail({ code: "coefficient", expected: `${name} must be a finite number`, actual: String(value), cure: `correct ${name}` });
    }
  }
  return inferFloat(inputs, attrs, fail);
}

/** x, a tensor of numbers, gives its own type; bool is refused. */
export function inferNumber([x]: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  if (x.dtype === "bool")
    fail({ code: "dtype", expected: "x must be numbers", actual: showType(x), cure: 'cast(x, { dtype: "float32" }) it' });
  return x;
}

export function requireFloat(x: TensorType, name: string, fail: Fail): void {
  if (!isFloat(x.dtype)) {
    fail({ code: "dtype", expected: `${name} must be a float tensor`, actual: showType(x), cure: 'cast(x, { dtype: "float32" }) it' });
  }
}

export function requireInt(x: TensorType, name: string, fail: Fail): void {
  if (!isInt(x.dtype)) {
    fail({ code: "dtype", expected: `${name} must be an int tensor`, actual: showType(x), cure: 'cast(x, { dtype: "int32" }) it' });
  }
}

export function requireBool(x: TensorType, name: string, fail: Fail): void {
  if (x.dtype !== "bool") {
    fail({ code: "dtype", expected: `${name} must be a bool tensor`, actual: showType(x), cure: `cast(${name}, { dtype: "bool" }) it` });
  }
}

/** x, a bool tensor, gives its own type. */
export function inferBool([x]: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  requireBool(x, "x", fail);
  return x;
}

/** A bool for each element of x, a float tensor. */
export function inferFloatTest([x]: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  requireFloat(x, "x", fail);
  return { shape: x.shape, dtype: "bool" };
}

export function requireSameDType(inputs: readonly TensorType[], fail: Fail): void {
  const [first] = inputs as [TensorType];
  if (inputs.some((input) => input.dtype !== first.dtype)) {
    fail({ code: "dtype", expected: "inputs must have one dtype", actual: showTypes(inputs), cure: "cast() one of them" });
  }
}

/** a ∘ b: one dtype, NumPy's broadcasting. */
export function inferBroadcast(inputs: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  const [a, b] = inputs;
  requireSameDType(inputs, fail);
  const result = broadcast(a.shape, b.shape);
  if ("mismatch" in result) {
    const [x, y] = result.mismatch;
    fail({
      code: "broadcast",
      expected: "shapes must be equal or broadcast",
      actual: `${showTypes(inputs)} (${x} against ${y})`,
      cure: "reshape or expandDims one of them",
    });
  }
  return { shape: (result as { shape: TensorType["shape"] }).shape, dtype: a.dtype };
}

/** A bool for each pair of elements: one dtype, NumPy's broadcasting. */
export function inferComparison(inputs: Operands<TensorType>, attrs: unknown, fail: Fail): TensorType {
  return { shape: inferBroadcast(inputs, attrs, fail).shape, dtype: "bool" };
}

/** As inferBroadcast, of bools only. */
export function inferBools(inputs: Operands<TensorType>, attrs: unknown, fail: Fail): TensorType {
  requireBool(inputs[0], "a", fail);
  requireBool(inputs[1], "b", fail);
  return inferBroadcast(inputs, attrs, fail);
}

/** As inferBroadcast, of floats only, by these names. */
export const inferFloats =
  (a: string, b: string) =>
  (inputs: Operands<TensorType>, attrs: unknown, fail: Fail): TensorType => {
    requireFloat(inputs[0], a, fail);
    requireFloat(inputs[1], b, fail);
    return inferBroadcast(inputs, attrs, fail);
  };

/** As inferBroadcast, of numbers only: bool is refused. */
export function inferArithmetic(inputs: Operands<TensorType>, attrs: unknown, fail: Fail): TensorType {
  requireSameDType(inputs, fail);
  if (inputs[0].dtype === "bool") {
    fail({ code: "dtype", expected: "inputs must be numbers", actual: showTypes(inputs), cure: 'cast(x, { dtype: "float32" }) them' });
  }
  return inferBroadcast(inputs, attrs, fail);
}

/** An axis of x. `fail`s when x has no such axis, or where the attribute does not count from the front: kernels and derivatives read it so. */
export function resolveAxis(axis: number, x: TensorType, fail: Fail): number {
  const rank = x.shape.length;
  const actual = `axis ${axis} for ${showShape(x.shape)}`;
  if (!(axis >= -rank && axis < rank)) {
    const range = rank === 0 ? "none" : `${-rank} to ${rank - 1}`;
    fail({ code: "axis", expected: `axis must be one of ${range}`, actual, cure: "correct axis" });
  }
  if (axis < 0) fail({ code: "axis", expected: "the attribute axis must count from the front", actual, cure: `write ${axis + rank}` });
  return axis;
}

/** Sorted distinct axes, counted from the front. */
export function resolveAxes(axes: readonly number[], x: TensorType, fail: Fail): number[] {
  const resolved = axes.map((axis) => resolveAxis(axis, x, fail)).sort((p, q) => p - q);
  if (new Set(resolved).size !== resolved.length) {
    fail({
      code: "axis",
      expected: "axes must differ",
      actual: `[${axes.join(", ")}] for ${showShape(x.shape)}`,
      cure: "name each axis once",
    });
  }
  return resolved;
}

/** The shape that is left when `axis` is reduced, in the dtype of x. */
export function inferReduction([x]: Operands<TensorType>, { axis, keepdims }: ReductionAttrs, fail: Fail): TensorType {
  const axes = resolveAxes(axis, x, fail);
  const shape = keepdims ? x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim)) : x.shape.filter((_, i) => !axes.includes(i));
  return { shape, dtype: x.dtype };
}

/** Attributes of a reduction: axes counted from the front, ascending. */
export interface ReductionAttrs {
  readonly axis: readonly number[];
  readonly keepdims: boolean;
}
export const reductionSchema = { axis: "integers", keepdims: "boolean" } as const;
