import type { DType } from "../../../../graph/dtype.ts";
import { internal } from "../../../../graph/errors.ts";
import { type FoldName, foldedDType } from "../../../../graph/op.ts";
import { dtypeOf, type Expression, expressionOf } from "../../../../graph/scalar.ts";
import type { EngineValue } from "../../fuse/engine-value.ts";

/** What a reduction computes: of each element, of all of them in that dtype, of the result. */
export interface ReductionStages {
  readonly before: Expression | undefined;
  readonly fold: FoldName;
  readonly folded: DType;
  readonly after: Expression | undefined;
}

export function stagesOf({ id, step, emitter, inputs }: EngineValue): ReductionStages {
  if (emitter?.kind !== "reduce" || step === undefined) throw internal(`"${id}" is no reduction`);
  const { fold, before, after } = emitter.reduce;
  const x = (inputs[0] as EngineValue).dtype;
  const first = before && expressionOf(before, [x], step.attrs);
  const folded = foldedDType(fold, first === undefined ? x : dtypeOf(first));
  return { fold, folded, before: first, after: after && expressionOf(after, [folded], step.attrs) };
}
