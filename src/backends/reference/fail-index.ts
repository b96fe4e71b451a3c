import type { Fail, Value } from "../../../graph/op.ts";
import { stridesOf } from "../../../graph/shape.ts";

/** Reports that element number `at` of `indices` is not one of 0 … size − 1, or with `fromEnd` of −size … size − 1. */
export function failIndex({ data, shape }: Value, at: number, size: number, fail: Fail, fromEnd?: true): never {
  const position = stridesOf(shape).map((stride, axis) => Math.floor(at / stride) % (shape[axis] as number));
  return fail({
    code: "index-range",
    expected: size === 0 ? "there must be no indices into an axis of size 0" : `indices must be in ${fromEnd ? -size : 0} … ${size - 1}`,
    actual: shape.length === 0 ? String(data[at]) : `${data[at]} at [${position.join(", ")}]`,
    cure: `correct the ${fromEnd ? "indices" : "labels"}`,
  });
}
