import { decodeNumber } from "../../../graph/attrs.ts";
import { type AttrValue, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Operands } from "../../../graph/operands.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Plan, Slot, Step } from "../../plan/plan.ts";
import { emitterOf, isTranspose, unmoved } from "./emitters.ts";
import { type EngineValue, holderOf } from "./engine-value.ts";
import { extension } from "./extension.ts";
import { unstretched } from "./unstretched.ts";

/** The values of a plan in order: leaves first, then one per step. */
export function valuesOf(plan: Plan): readonly EngineValue[] {
  const values = new Map<NodeId, EngineValue>();
  const { slots, steps, graph } = plan;
  const stepped = new Set<NodeId>();
  for (const { id } of steps) stepped.add(id);
  for (const id of slots.keys()) if (!stepped.has(id)) values.set(id, makeValue(plan, id, -1, undefined, []));
  const valueOfId = (id: NodeId): EngineValue => values.get(id) as EngineValue;
  for (let time = 0; time < steps.length; time++) {
    const step = steps[time] as Step;
    const named = step.inputs.map(valueOfId);
    const inputs = "scalar" in step.op ? named.map(unstretched) : named;
    const value = makeValue(plan, step.id, time, step, inputs);
    for (const { users } of inputs) if (users.at(-1) !== value) users.push(value);
    values.set(step.id, value);
  }
  for (const id of Object.values(graph.outputs)) valueOfId(id).wanted = valueOfId(id).forOutputs = true;
  for (const id of Object.values(graph.updates)) valueOfId(id).wanted = true;
  const all = [...values.values()];
  for (let i = all.length - 1; i >= 0; i--) {
    const { forOutputs, inputs } = all[i] as EngineValue;
    if (forOutputs) for (const input of inputs) input.forOutputs = true;
  }
  return all;
}

/** True for what the reference computes where the engine has not its extension. */
const isHosted = ({ op }: Step): boolean => !extension.groups && ("accumulate" in op || "random" in op);

function makeValue(plan: Plan, id: NodeId, time: number, step: Step | undefined, inputs: readonly EngineValue[]): EngineValue {
  const { shape, dtype } = plan.slots.get(id) as Slot;
  const emitter = step === undefined || isHosted(step) ? undefined : emitterOf(step, inputs, { shape, dtype });
  const viewed = step !== undefined && "view" in step.op ? inputs[step.op.inputs.indexOf(step.op.view)] : unmoved(emitter, inputs, shape);
  const alias = viewed && holderOf(viewed);
  const leaf = step === undefined ? (nodeOf(plan.graph, id).op as EngineValue["leaf"]) : undefined;
  const literal = sizeOf(shape) === 1 ? literalOf(plan, id, step, inputs, alias) : undefined;
  const value: EngineValue = {
    id,
    shape,
    dtype,
    time,
    step,
    emitter,
    transposes: isTranspose(emitter, inputs, { shape }),
    folded: false,
    leaf,
    inputs,
    users: [],
    wanted: false,
    forOutputs: false,
    literal,
    alias,
    views: [],
    group: undefined,
  };
  alias?.views.push(value);
  return value;
}

/** The number of a value that has one element. */
function literalOf(
  plan: Plan,
  id: NodeId,
  step: Step | undefined,
  inputs: readonly EngineValue[],
  alias: EngineValue | undefined,
): number | undefined {
  if (alias !== undefined) return alias.literal;
  if (step !== undefined) return "known" in step.op ? step.op.known(inputs as unknown as Operands<EngineValue>, step.attrs) : undefined;
  const { op, attrs } = nodeOf(plan.graph, id);
  return op === "constant" ? decodeNumber((attrs.value as readonly AttrValue[])[0] as AttrValue) : undefined;
}
