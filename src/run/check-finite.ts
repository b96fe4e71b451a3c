import { placeOf } from "../../graph/bad-element.ts";
import { isFloat } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import type { NodeId } from "../../graph/graph.ts";
import type { Value } from "../../graph/op.ts";
import { printNumber } from "../../graph/print/print-number.ts";
import { showType } from "../../graph/shape.ts";
import type { Executable } from "../backends/backend.ts";
import type { Plan, Step } from "../plan/plan.ts";

/**
 * Watches a run: FeedError at the first step whose value has a NaN or an Infinity, with the ranges of its inputs. The plan must be
 * one whose steps do not write over them.
 */
export function finiteCheck(plan: Plan, executable: Executable): (step: Step) => void {
  for (const id of plan.graph.inputs) {
    const value = executable.view(id);
    const bad = firstNonFinite(value);
    if (bad >= 0) throw notFinite(`run: feed "${id}"`, value, bad, id, "correct the feed");
  }
  return ({ id, op, inputs }) => {
    const value = executable.view(id);
    const bad = firstNonFinite(value);
    if (bad < 0) return;
    const seen = inputs.map((input) => `"${input}" ${showType(executable.view(input))} ${rangeOf(executable.view(input))}`);
    throw notFinite(`${op.name}: values`, value, bad, id, "look at these inputs", ` from ${seen.join(" and ")}`);
  };
}

function notFinite(subject: string, value: Value, bad: number, id: NodeId, cure: string, from = ""): FeedError {
  const actual = `${value.data[bad]}${placeOf(bad, value.shape)}`;
  return new FeedError(`${subject} must be finite, got ${actual}${from} (node "${id}"); ${cure}, or compile without checkFinite`, {
    code: "not-finite",
    node: id,
    expected: "finite values",
    actual,
  });
}

/** Position of the first NaN or Infinity, −1 where there is none. */
function firstNonFinite({ data, dtype }: Value): number {
  if (!isFloat(dtype)) return -1;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function rangeOf({ data, dtype }: Value): string {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of data) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return data.length === 0 ? "empty" : `in ${printNumber(least, dtype)} … ${printNumber(most, dtype)}`;
}
