import { decodeNumber } from "../../../../graph/attrs.ts";
import type { DType } from "../../../../graph/dtype.ts";
import { type AttrValue, type NodeId, nodeOf } from "../../../../graph/graph.ts";
import type { Operands } from "../../../../graph/operands.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Plan, Step } from "../../../plan/plan.ts";

/** A node's value as the engine sees it. Linked both ways, so that no pass looks up ids. */
export interface EngineValue {
  readonly id: NodeId;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Number of its step; −1 for inputs, parameters and constants. */
  readonly time: number;
  readonly step: Step | undefined;
  /** What it is where it has no step. */
  readonly leaf: "input" | "parameter" | "constant" | undefined;
  readonly inputs: readonly EngineValue[];
  /** The steps that read it. */
  readonly users: EngineValue[];
  /** Outputs and new values of parameters must be in memory at the end of a run. */
  wanted: boolean;
  /** Its one number, where that is known while the module is written. */
  readonly literal: number | undefined;
  /** The value whose elements it is, in the same order: it has no memory of its own. */
  readonly alias: EngineValue | undefined;
}

/** The values of a plan in order: leaves first, then one per step. */
export function valuesOf(plan: Plan): readonly EngineValue[] {
  const values = new Map<NodeId, EngineValue>();
  const add = (id: NodeId, time: number, step: Step | undefined): void => {
    const slot = plan.slots.get(id);
    if (slot === undefined) return;
    const inputs = step === undefined ? [] : step.inputs.map((input) => values.get(input) as EngineValue);
    const aliased = step?.op.aliases === undefined ? undefined : inputs[step.op.inputs.indexOf(step.op.aliases)];
    const { shape, dtype } = slot;
    const leaf = step === undefined ? (nodeOf(plan.graph, id).op as EngineValue["leaf"]) : undefined;
    const value = { id, shape, dtype, time, step, leaf, inputs, users: [], wanted: false, alias: aliased };
    const made = { ...value, literal: literalOf(plan, value) };
    for (const input of new Set(inputs)) input.users.push(made);
    values.set(id, made);
  };
  const stepped = new Set(plan.steps.map(({ id }) => id));
  for (const id of plan.slots.keys()) if (!stepped.has(id)) add(id, -1, undefined);
  plan.steps.forEach((step, time) => {
    add(step.id, time, step);
  });
  const { outputs, updates } = plan.graph;
  for (const id of [...Object.values(outputs), ...Object.values(updates)]) (values.get(id) as EngineValue).wanted = true;
  return [...values.values()];
}

/** The value that holds the elements: itself, or what it is a view of. */
export function holderOf(value: EngineValue): EngineValue {
  let holder = value;
  while (holder.alias !== undefined) holder = holder.alias;
  return holder;
}

/** Number of elements. */
export const countOf = ({ shape }: EngineValue): number => sizeOf(shape);

function literalOf(plan: Plan, { id, shape, step, inputs, alias }: Omit<EngineValue, "literal">): number | undefined {
  if (sizeOf(shape) !== 1) return undefined;
  if (alias !== undefined) return alias.literal;
  if (step === undefined) {
    const { op, attrs } = nodeOf(plan.graph, id);
    return op === "constant" ? decodeNumber((attrs.value as readonly AttrValue[])[0] as AttrValue) : undefined;
  }
  return step.op.known?.(inputs as unknown as Operands<EngineValue>, step.attrs);
}
