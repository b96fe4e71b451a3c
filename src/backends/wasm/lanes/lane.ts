import type { DType } from "../../../../graph/dtype.ts";
import type { Local } from "../assembler/code.ts";
import type { Site } from "../site.ts";

/**
 * One value in the registers of a loop.
 *
 * In a loop over four lanes float32 is f32x4; int32 and uint8 (0 … 255 in each lane) are i32x4; bool is a mask, all ones or all zeros
 * in each lane. In a loop over single elements float32 is f32, float64 is f64, int32, uint8 (0 … 255) and bool (0 or 1) are i32.
 */
export interface Lane {
  readonly dtype: DType;
  readonly local: Local;
  /** The value, where it is one number that is known while the loop is written. The local holds it, too. */
  readonly literal?: number;
  /** Bounds of the values that are no NaN, where they are known. */
  readonly range?: ValueRange;
}

export type ValueRange = readonly [min: number, max: number];

/** Writes a scalar instruction: its operands are in locals, which it does not change; its result, of the given dtype, is left on the stack. */
export type LaneEmitter<At extends Site = Site> = (site: At, operands: readonly Lane[], dtype: DType, number: number) => void;

/** A scalar instruction in both kinds of loop. Loops over four lanes have no float64. */
export interface LaneInstruction<At extends Site = Site> {
  readonly four: LaneEmitter<At>;
  readonly one: LaneEmitter<At>;
  /** The range of its results, where the ranges of its operands tell it. */
  readonly range?: (operands: readonly (ValueRange | undefined)[]) => ValueRange | undefined;
}
