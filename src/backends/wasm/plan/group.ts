import type { CheckingElementwise, Elementwise } from "../lanes/lane.ts";
import { type EngineValue, type Group, holderOf } from "./engine-value.ts";

/** Finds out what the group stores and reads, once all steps have their groups. */
export function settle(group: Group): void {
  const { members, stored, operands } = group;
  for (const member of members) {
    if (member.alias === undefined && leaves(member, group)) stored.push(member);
    for (const input of member.inputs) {
      if (input.group !== group && !isLiteralOperand(group, input)) operands.add(holderOf(unfolded(input)));
    }
  }
}

const leaves = (value: EngineValue, group: Group): boolean =>
  [value, ...value.views].some(({ wanted, users }) => wanted || users.some((user) => user.group !== group));

/** Loops write known numbers into their code; kernels read them from memory as they read anything else. */
export const isLiteralOperand = (group: Group, input: EngineValue): boolean => input.literal !== undefined && group.kind !== "kernel";

/** A transpose that only products read is not carried out: they read its input with rows and columns exchanged. */
export function isFolded(value: EngineValue): boolean {
  const { step, emitter, shape, dtype, wanted, users } = value;
  if (emitter?.kind !== "kernel" || wanted || dtype !== "float32" || shape.length !== 2) return false;
  const perm = step?.attrs.perm;
  return Array.isArray(perm) && perm[0] === 1 && users.length > 0 && users.every(isMatrixProduct);
}

const isMatrixProduct = ({ emitter, inputs }: EngineValue): boolean =>
  emitter?.kind === "product" && inputs.every(({ shape }) => shape.length === 2);

/** What a folded transpose is the transpose of; any other value itself. */
export const unfolded = (value: EngineValue): EngineValue => (isFolded(value) ? (value.inputs[0] as EngineValue) : value);

/** The lanes of an elementwise step; undefined for any other. */
export const lanesOf = ({ emitter }: EngineValue): Elementwise | CheckingElementwise | undefined =>
  emitter?.kind === "elementwise" ? emitter.lanes : undefined;
