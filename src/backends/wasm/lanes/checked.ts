import type { DType } from "../../../../graph/dtype.ts";
import { type CheckingSite, fault } from "../site.ts";
import type { Lane, LaneInstruction } from "./lane.ts";

/** The first number that is out of range, as an unsigned word: negative ones are beyond it, too. Undefined where none can be. */
function endOf(limit: number, dtype: DType): number | undefined {
  if (dtype === "uint8" && limit > 255) return undefined;
  return Math.min(limit, 2 ** 31);
}

/** The integer x. One that is not in 0 … limit − 1 is a fault; lanes that hold no element do not count. */
export const checked: LaneInstruction<CheckingSite> = {
  four: (site, operands, _, limit) => {
    const [{ local: x, dtype }] = operands as readonly [Lane];
    const { code, valid } = site;
    const end = endOf(limit, dtype);
    if (end !== undefined) {
      code.get(x).i32x4(end).op("i32x4.ge_u");
      if (valid !== undefined) code.get(valid).op("v128.and");
      code.op("v128.any_true").if(() => fault(site));
    }
    code.get(x);
  },
  one: (site, operands, _, limit) => {
    const [{ local: x, dtype }] = operands as readonly [Lane];
    const { code } = site;
    const end = endOf(limit, dtype);
    if (end !== undefined)
      code
        .get(x)
        .i32(end)
        .op("i32.ge_u")
        .if(() => fault(site));
    code.get(x);
  },
};
