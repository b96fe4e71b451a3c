import { where } from "../../../ops/elementwise/where.ts";
import { reshape } from "../../../ops/move/reshape.ts";
import { type Flow, graphOf, tensorOf } from "./flow.ts";
import { flexAttention } from "./handlers/attention.ts";
import { loop } from "./loop.ts";
import type { NodeCall } from "./node-call.ts";
import { scanned } from "./scanned.ts";
import { Scope } from "./scope.ts";
import { computed, type Value } from "./values.ts";

/** Ops that have graphs in their attributes. */
export const controlFlow: Readonly<Record<string, (call: NodeCall, flow: Flow) => readonly Value[]>> = {
  If: choice,
  Loop: loop,
  Scan: scanned,
  "ai.onnx.preview.FlexAttention": flexAttention,
};

/** A condition that is known chooses the branch; else both are computed, which must have the same shapes. */
function choice(call: NodeCall, { scope, leaves, inner }: Flow): Value[] {
  const condition = call.value(0);
  const branch = (name: string): Value[] => inner(graphOf(call, name), new Scope(scope), leaves);
  if (condition.kind !== "computed") return branch(condition.data[0] ? "then_branch" : "else_branch");
  const [yes, no] = [branch("then_branch"), branch("else_branch")];
  if (yes.length !== no.length)
    call.fail("onnx-file", "branches must have as many outputs", `${yes.length} and ${no.length}`, "this file is damaged");
  const holds = reshape(condition.tensor, { shape: [] });
  return yes.map((one, i) => computed(where(holds, tensorOf(call, one), tensorOf(call, no[i] as Value)), one.type));
}
