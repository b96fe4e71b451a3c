import type { Expression } from "../../../graph/scalar.ts";
import { type EngineValue, type Group, holderOf } from "./engine-value.ts";

/** Finds out what the group stores and reads, once all steps have their groups. */
export function settle(group: Group): void {
  const { members, stored, operands } = group;
  for (const member of members) {
    if (member.alias === undefined && leavesGroup(member, group)) stored.push(member);
    for (const input of member.inputs) {
      if (input.group !== group && !isLiteralOperand(group, input)) operands.add(holderOf(unfolded(input)));
    }
  }
}

const leavesGroup = (value: EngineValue, group: Group): boolean =>
  [value, ...value.views].some(({ wanted, users }) => wanted || users.some((user) => user.group !== group));

/** Loops write known numbers into their code; kernels read them from memory as they read anything else. */
export const isLiteralOperand = (group: Group, input: EngineValue): boolean => input.literal !== undefined && group.kind !== "kernel";

/** A transpose that only products read is not carried out: they read its input with rows and columns exchanged. */
export function isFolded(value: EngineValue): boolean {
  const { transposes, dtype, wanted, users } = value;
  return transposes && !wanted && dtype === "float32" && users.length > 0 && users.every(isMatrixProduct);
}

const isMatrixProduct = ({ emitter, inputs }: EngineValue): boolean =>
  emitter?.kind === "product" && inputs.every(({ shape }) => shape.length === 2);

/** What a folded transpose is the transpose of; any other value itself. */
export const unfolded = (value: EngineValue): EngineValue => (isFolded(value) ? (value.inputs[0] as EngineValue) : value);

/** What an elementwise step computes; undefined for any other. */
export const scalarOf = ({ emitter }: EngineValue): Expression | undefined =>
  emitter?.kind === "elementwise" ? emitter.expression : undefined;

/** float64 has no four lanes: such steps, and those that widen on their way, have loops of their own, element by element. */
export const needsDoubles = (value: EngineValue): boolean =>
  value.dtype === "float64" ||
  value.inputs.some(({ dtype }) => dtype === "float64") ||
  scalarOf(value)?.some(({ dtype }) => dtype === "float64") === true;
