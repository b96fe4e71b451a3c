import { decodeNumber } from "../../graph/attrs.ts";
import type { Fail, Operands, TensorType } from "../../graph/op.ts";
import { requireFloat } from "./infer.ts";

/** How strongly a penalty on weights counts in the loss: λ. */
export interface PenaltyAttrs {
  readonly lambda: number | string;
}

/** A float tensor of any shape gives one number. Calls `fail` unless λ is finite and at least 0. */
export function inferPenalty([w]: Operands<TensorType>, { lambda }: PenaltyAttrs, fail: Fail): TensorType {
  requireFloat(w, "w", fail);
  const strength = decodeNumber(lambda);
  if (!(Number.isFinite(strength) && strength >= 0)) {
    fail({ code: "lambda", expected: "lambda must be a finite number ≥ 0", actual: String(lambda), cure: "correct lambda" });
  }
  return { shape: [], dtype: w.dtype };
}
