import type { Fail, Value } from "../../../graph/op.ts";
import { stridesOf } from "../../../graph/shape.ts";

/** Reports that element number `at` of `indices` is not one of 0 … size − 1. */
export function failIndex({ data, shape }: Value, at: number, size: number, fail: Fail): never {
  const position = stridesOf(shape).map((stride, axis) => Math.floor(at / stride) % (shape[axis] as number));
  return fail({
    code: "index-range",
    expected: size === 0 ? "there must be no indices into an axis of size 0" : `indices must be in 0 … ${size - 1}`,
    actual: shape.length === 0 ? String(data[at]) : `${data[at]} at [${position.join(", ")}]`,
    cure: "correct the labels",
  });
}
