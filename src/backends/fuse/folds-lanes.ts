import type { DType } from "../../../graph/dtype.ts";
import { foldedDType } from "../../../graph/op.ts";
import { dtypeOf, expressionOf } from "../../../graph/scalar.ts";
import type { EngineValue } from "./engine-value.ts";

/** True for a fold that four lanes at a time can carry out. */
export function foldsLanes({ step, emitter, inputs, dtype }: EngineValue): boolean {
  if (step === undefined || emitter?.kind !== "reduce" || emitter.mayFail) return false;
  const { fold, before, after } = emitter.reduce;
  const x = (inputs[0] as EngineValue).dtype;
  const first = before && expressionOf(before, [x], step.attrs);
  const folded = first === undefined ? x : dtypeOf(first);
  const last = after && expressionOf(after, [foldedDType(fold, folded)], step.attrs);
  const dtypes: readonly DType[] = [x, dtype, folded, ...[...(first ?? []), ...(last ?? [])].map((one) => one.dtype)];
  if (fold === "argmax" || folded === "bool" || dtypes.includes("float64")) return false;
  return fold !== "mean" || folded === "float32";
}
