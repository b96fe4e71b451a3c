import type { DType } from "../../../../graph/dtype.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { fault } from "../site.ts";
import type { CheckingElementwise, Lane } from "./lane.ts";

/** The first label that is out of range, as an unsigned word: negative labels are beyond it, too. Undefined where no label can be. */
function endOf({ classes }: Attrs, dtype: DType): number | undefined {
  if (dtype === "uint8" && (classes as number) > 255) return undefined;
  return Math.min(classes as number, 2 ** 31);
}

/** The label y, as int32. A label that is not one of 0 … classes − 1 is a fault. */
export const classLabels: CheckingElementwise = {
  four: (site, operands, _, attrs) => {
    const [{ local: y, dtype }] = operands as readonly [Lane];
    const { code, valid } = site;
    const end = endOf(attrs, dtype);
    if (end !== undefined) {
      code.get(y).i32x4(end).op("i32x4.ge_u");
      if (valid !== undefined) code.get(valid).op("v128.and");
      code.op("v128.any_true").if(() => fault(site));
    }
    code.get(y);
  },
  one: (site, operands, _, attrs) => {
    const [{ local: y, dtype }] = operands as readonly [Lane];
    const { code } = site;
    const end = endOf(attrs, dtype);
    if (end !== undefined)
      code
        .get(y)
        .i32(end)
        .op("i32.ge_u")
        .if(() => fault(site));
    code.get(y);
  },
  checks: true,
};
