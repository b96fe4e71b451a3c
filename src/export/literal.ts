import type { AttrValue, Node } from "../../graph/graph.ts";
import { printNumber } from "../../graph/print/print-number.ts";

/** The number that a scalar constant is, in no more digits than tell it from others of its dtype: 0.1, not 0.09999999999999998; undefined for other nodes. */
export function literalOf({ op, shape, dtype, attrs }: Node): AttrValue | undefined {
  if (op !== "constant" || shape.length > 0) return undefined;
  const value = (attrs.value as readonly AttrValue[])[0] as AttrValue;
  return dtype === "float32" && Number.isFinite(value) && value !== 0 ? Number(printNumber(value as number, dtype)) : value;
}
