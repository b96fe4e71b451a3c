import { isInt } from "../../graph/dtype.ts";
import type { Fail, Operands, TensorType } from "../../graph/op.ts";
import { type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import { requireFloat } from "./infer.ts";

/**
 * The batch shape [...B] of scores p[...B, C] with labels y: int class labels [...B], or targets [...B, C] of any dtype.
 * Calls `fail` when y is neither.
 */
export function inferLabels([p, y]: Operands<TensorType>, fail: Fail): Shape {
  requireFloat(p, "p", fail);
  if (p.shape.length === 0)
    fail({ code: "rank", expected: "p must have a class axis", actual: showType(p), cure: "give p as [batch, classes]" });
  const batch = p.shape.slice(0, -1);
  const targets = sameShape(y.shape, p.shape);
  const fits = targets || (isInt(y.dtype) && sameShape(y.shape, batch));
  if (!fits) {
    fail({
      code: "labels",
      expected: `y must be int labels ${showShape(batch)} or targets ${showShape(p.shape)} for p ${showType(p)}`,
      actual: showType(y),
      cure: "reshape or cast() y",
    });
  }
  // No label can be one of 0 … −1; what labels become (one-hot rows, an index) could not be built.
  if (!targets && p.shape.at(-1) === 0) {
    fail({ code: "classes", expected: "p must have at least one class", actual: showType(p), cure: "give the number of classes" });
  }
  return batch;
}
