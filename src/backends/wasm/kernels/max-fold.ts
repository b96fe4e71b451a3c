import { type DType, isFloat } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { ValueType } from "../assembler/instructions.ts";
import { element } from "./element.ts";
import { type Fold, type Registers, registersFor } from "./fold.ts";
import type { Frame } from "./frame.ts";

/** The largest of elements of one dtype, in vectors where the dtype has them. */
export const maxFold = (frame: Frame, dtype: DType): Fold => maxIn(frame, dtype, registersFor(dtype, dtype));

/** The largest of elements of one dtype, in single numbers. */
export const singleMaxFold = (frame: Frame, dtype: DType): Fold => maxIn(frame, dtype, { ...element[dtype], lanes: 1 });

function maxIn(frame: Frame, dtype: DType, registers: Registers): Fold {
  const value = frame.take(registers.type);
  return {
    ...registers,
    start: (code) => pushLeast(code, dtype, registers),
    step: (code, most, push) => {
      if (registers.type === "v128") code.get(most);
      push();
      if (registers.type !== "v128") takeLarger(code, registers.type, value, most);
      else if (dtype === "int32") code.op("i32x4.max_s");
      else takeLargerLanes(code, dtype === "float64" ? "f64x2" : "f32x4", value);
      code.set(most);
    },
    // Of +0 and −0 the first is to be taken.
    anyOrder: !isFloat(dtype),
    longest: Number.POSITIVE_INFINITY,
  };
}

/** value > most ? value : most; a NaN is larger than all, and nothing is larger than it. The value is on the stack. */
function takeLarger(code: Code, type: Exclude<ValueType, "v128">, value: Local, most: Local): void {
  code.tee(value).get(most).get(value).get(most);
  if (type === "i32") code.op("i32.gt_s");
  else
    code
      .op(`${type as "f32" | "f64"}.gt`)
      .get(value)
      .get(value)
      .op(`${type as "f32" | "f64"}.ne`, "i32.or");
  code.op("select");
}

/**
 * The same for the largest and the value on the stack, in lanes. pmax keeps the first of equal ones and a NaN that it has; the bits of a
 * lane are all set, which is a NaN, where the value is one.
 */
export function takeLargerLanes(code: Code, lanes: "f32x4" | "f64x2", value: Local): void {
  code.tee(value).op(`${lanes}.pmax`).get(value).get(value).op(`${lanes}.ne`, "v128.or");
}

function pushLeast(code: Code, dtype: DType, { lanes }: Registers): void {
  const least = Number.NEGATIVE_INFINITY;
  if (dtype === "float32") lanes === 4 ? code.f32x4(least) : code.f32(least);
  else if (dtype === "float64") lanes === 2 ? code.f64x2(least) : code.f64(least);
  else if (dtype === "int32") lanes === 4 ? code.i32x4(-(2 ** 31)) : code.i32(-(2 ** 31));
  else code.i32(0);
}
