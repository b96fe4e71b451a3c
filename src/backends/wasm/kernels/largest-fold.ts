import { type DType, isFloat } from "../../../../graph/dtype.ts";
import type { Local } from "../assembler/code.ts";
import type { Fold, Registers } from "./fold.ts";
import type { Frame } from "./frame.ts";

/** The largest element, a NaN being larger than all others, of equal ones the first; or, where it is asked for, its position. */
export function largestFold({ code, take }: Frame, dtype: DType, registers: Registers, wanted: "element" | "position"): Fold {
  const { type, lanes } = registers;
  const inLanes = lanes > 1;
  const mask = inLanes ? "v128" : "i32";
  const form = type !== "v128" ? type : dtype === "float32" ? "f32x4" : dtype === "float64" ? "f64x2" : "i32x4";
  const [v, better, k, position] = [take(type), take(mask), take(mask), take(mask)];
  const number = (value: number) => (inLanes ? code.i32x4(value) : code.i32(value));
  /** current = where better: next. */
  const replace = (current: Local, next: Local): void => {
    code
      .get(next)
      .get(current)
      .get(better)
      .op(inLanes ? "v128.bitselect" : "select")
      .set(current);
  };
  return {
    ...registers,
    start: () => {
      number(0).tee(k).set(position);
      if (form === "i32" || form === "i32x4") number(-(2 ** 31));
      else code[form](Number.NEGATIVE_INFINITY);
    },
    step: (_, best, value) => {
      value();
      code.tee(v).get(best);
      if (form === "i32" || form === "i32x4") code.op(`${form}.gt_s`);
      // Larger than the best one, or a NaN; a best one that is a NaN is not equal to itself.
      else code.op(`${form}.gt`).get(v).get(v).op(`${form}.ne`, `${mask}.or`).get(best).get(best).op(`${form}.eq`, `${mask}.and`);
      code.set(better);
      replace(best, v);
      if (wanted === "element") return;
      replace(position, k);
      number(1)
        .get(k)
        .op(inLanes ? "i32x4.add" : "i32.add")
        .set(k);
    },
    ...(wanted === "position" && { finish: () => void code.op("drop").get(position) }),
    // Of +0 and −0 the first is to be taken.
    anyOrder: wanted === "element" && !isFloat(dtype),
    longest: Number.POSITIVE_INFINITY,
  };
}
