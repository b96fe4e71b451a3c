import { isFloat } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import type { NodeId } from "../../graph/graph.ts";
import type { Value } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import type { Executable } from "../backends/backend.ts";
import type { Plan, Step } from "../plan/plan.ts";
import { placeOf } from "./elements.ts";

/** Watches a run: FeedError at the first step whose value has a NaN or an Infinity, with the ranges of its inputs. */
export function finiteCheck(plan: Plan, executable: Executable): (step: Step) => void {
  for (const id of plan.graph.inputs) checkValue("input", id, executable.view(id), "");
  return ({ id, op, inputs }) => {
    const value = executable.view(id);
    const bad = firstNonFinite(value);
    if (bad < 0) return;
    // An input whose memory the step wrote over can no longer be looked at.
    const overwritten = plan.slots.get(id)?.shares;
    const seen = inputs.map(
      (input) =>
        `"${input}" ${showType(executable.view(input))} ${input === overwritten ? "(written over)" : rangeOf(executable.view(input))}`,
    );
    checkValue(op.name, id, value, ` from ${seen.join(" and ")}`);
  };
}

function checkValue(op: string, id: NodeId, value: Value, from: string): void {
  const bad = firstNonFinite(value);
  if (bad < 0) return;
  const actual = `${value.data[bad]}${placeOf(bad, value.shape)}`;
  throw new FeedError(
    `${op}: values must be finite, got ${actual}${from} (node "${id}"); look at these inputs, or compile without checkFinite`,
    {
      code: "not-finite",
      node: id,
      expected: "finite values",
      actual,
    },
  );
}

/** Position of the first NaN or Infinity, −1 where there is none. */
function firstNonFinite({ data, dtype }: Value): number {
  if (!isFloat(dtype)) return -1;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function rangeOf({ data }: Value): string {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of data) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return data.length === 0 ? "empty" : `in ${least} … ${most}`;
}
