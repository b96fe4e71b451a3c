import type { DType } from "../../../../graph/dtype.ts";
import type { FoldName } from "../../../../graph/op.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { Fold, Registers } from "./fold.ts";
import type { Frame } from "./frame.ts";
import { largestFold } from "./largest-fold.ts";
import { sumFold } from "./sum-fold.ts";

/**
 * How a fold is carried out in these registers, of elements of that dtype, `count` of which fall into one result.
 *
 * sum, mean: float32 is added in float32 and float64 in float64, in an order that depends on shape and axes only: each axis, once
 * neighbours are seen as one, in up to 8 partial sums and blocks of 1024 additions (fold-axes.ts); lines of 16 and more elements, float64
 * ones, and fewer than four lines also in 4 (2) lanes, added as (0 + 2) + (1 + 3). Integers wrap around; the quotient is rounded once.
 * Error:   for each reduced axis of n elements at most (min(n, 1024) + n ÷ 1024 + 16) · u · Σ|x|; u is 2⁻²⁴ in float32, 2⁻⁵³ in float64.
 *
 * max, argmax: a NaN exceeds all others; of equal ones, and of +0 and −0, the first is taken.
 */
export function foldOf(fold: FoldName, frame: Frame, dtype: DType, count: number, registers: Registers): Fold {
  if (fold === "max") return largestFold(frame, dtype, registers, "element");
  if (fold === "argmax") return largestFold(frame, dtype, registers, "position");
  const sum = sumFold(dtype === "float32" || dtype === "float64" ? dtype : "int32", registers);
  return fold === "sum" ? sum : { ...sum, finish: (code) => divide(code, frame, dtype, count, registers) };
}

function divide(code: Code, frame: Frame, dtype: DType, count: number, { type }: Registers): void {
  if (type === "f32" || type === "f64") code[type](count).op(`${type}.div`);
  else if (dtype === "float64") code.f64x2(count).op("f64x2.div");
  else if (Math.fround(count) === count) code.f32x4(count).op("f32x4.div");
  else divideInFloat64(code, frame.take("v128"), count);
}

/** For a count above 2²⁴ that float32 does not hold. The quotient of float64 has so many digits that rounding it again changes nothing. */
function divideInFloat64(code: Code, sums: Local, count: number): void {
  const half = (): void => void code.op("f64x2.promote_low_f32x4").f64x2(count).op("f64x2.div", "f32x4.demote_f64x2_zero");
  code.tee(sums);
  half();
  code.get(sums).get(sums).shuffle32(2, 3, 2, 3);
  half();
  code.shuffle32(0, 1, 4, 5);
}
