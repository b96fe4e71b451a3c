import { type DType, isFloat } from "../../../../graph/dtype.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { Instruction } from "../assembler/instructions.ts";
import { type Fold, registersFor } from "./fold.ts";

/** A block of additions, after which a new partial sum begins: so the error of long sums grows with n ÷ 1024, not with n. */
const block = 1024;

/** Sums of elements of dtype x in dtype y; integers wrap around. */
export function sumFold(x: DType, y: DType): Fold {
  const registers = registersFor(x, y);
  const add: Instruction =
    registers.type === "i32" ? "i32.add" : y === "int32" ? "i32x4.add" : registers.lanes === 4 ? "f32x4.add" : "f64x2.add";
  return {
    ...registers,
    start: (code: Code) => void (registers.type === "i32" ? code.i32(0) : code.i32x4(0)),
    step: (code: Code, sum: Local, value: () => void) => {
      code.get(sum);
      value();
      code.op(add).set(sum);
    },
    anyOrder: true,
    longest: isFloat(y) ? block : Number.POSITIVE_INFINITY,
  };
}
