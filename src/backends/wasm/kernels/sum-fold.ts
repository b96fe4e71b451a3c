import { type DType, isFloat } from "../../../../graph/dtype.ts";
import type { Fold, Registers } from "./fold.ts";

/** A block of additions, after which a new partial sum begins: so the error of long sums grows with n ÷ 1024, not with n. */
const block = 1024;

/** Sums in dtype y; integers wrap around. */
export function sumFold(y: DType, registers: Registers): Fold {
  const { type } = registers;
  const add = type !== "v128" ? (`${type}.add` as const) : y === "int32" ? "i32x4.add" : registers.lanes === 4 ? "f32x4.add" : "f64x2.add";
  return {
    ...registers,
    start: (code) => void (type === "v128" ? code.i32x4(0) : code[type](0)),
    step: (code, sum, value) => {
      code.get(sum);
      value();
      code.op(add).set(sum);
    },
    anyOrder: true,
    longest: isFloat(y) ? block : Number.POSITIVE_INFINITY,
  };
}
