import { emitterOf } from "../emitters.ts";
import type { Elementwise } from "../lanes/lane.ts";
import { type EngineValue, holderOf } from "./values.ts";

/** Steps that are written as one function. They run at the time of the group, in order of their own times. */
export type Group = LoopGroup | RowsGroup | ProductGroup | KernelGroup;

/** Elementwise steps of one shape: one loop over its elements. Those that others read are stored, the rest stays in registers. */
export interface LoopGroup {
  readonly kind: "loop";
  readonly time: number;
  readonly members: EngineValue[];
}

/** What a step makes of rows: a value for each row, or one sum over all of them, which is known when the loop has ended. */
export type RowRole = "row" | "sum";

/** Steps that treat each row of narrow matrices by itself: one loop over the rows, four at a time, a column in each register. */
export interface RowsGroup {
  readonly kind: "rows";
  readonly time: number;
  readonly rows: number;
  readonly members: EngineValue[];
  readonly roles: ReadonlyMap<EngineValue, RowRole>;
  /** What the loop reads from memory as the same for all rows, such as the right side of a product. */
  readonly steady: ReadonlySet<EngineValue>;
}

/** A matrix product and the elementwise steps that it is put through on its way to memory. Only the last one is stored. */
export interface ProductGroup {
  readonly kind: "product";
  readonly time: number;
  readonly product: EngineValue;
  readonly members: EngineValue[];
}

/** One step with a loop of its own, or with a kernel of the host's. */
export interface KernelGroup {
  readonly kind: "kernel";
  readonly time: number;
  readonly members: EngineValue[];
}

/** The steps that are stored: wanted at the end, or read by others than the group's own, as themselves or as views. */
export function storedOf({ members }: Group): readonly EngineValue[] {
  const own = new Set(members);
  const leaves = (value: EngineValue): boolean =>
    value.wanted || value.users.some((user) => !own.has(user) || (user.alias === value && leaves(user)));
  return members.filter((value) => value.alias === undefined && leaves(value));
}

/** The values that a group reads from memory, as they hold their elements: without literals, views and its own. */
export function operandsOf(group: Group): readonly EngineValue[] {
  const own = new Set(group.members);
  const operands = new Set<EngineValue>();
  for (const { inputs } of group.members) {
    for (const input of inputs) {
      if (own.has(input) || isLiteralOperand(group, input)) continue;
      operands.add(holderOf(unfolded(input)));
    }
  }
  return [...operands];
}

/** Loops write known numbers into their code; kernels read them from memory as they read anything else. */
export const isLiteralOperand = (group: Group, input: EngineValue): boolean => input.literal !== undefined && group.kind !== "kernel";

/** A transpose that only products read is not carried out: they read its input with rows and columns exchanged. */
export function isFolded(value: EngineValue): boolean {
  const { step, shape, dtype, wanted, users } = value;
  if (step === undefined || wanted || dtype !== "float32" || shape.length !== 2) return false;
  if (emitterOf(step.op)?.kind !== "kernel" || !Array.isArray(step.attrs.perm)) return false;
  return users.length > 0 && step.attrs.perm[0] === 1 && users.every((user) => isMatrixProduct(user));
}

const isMatrixProduct = ({ step, inputs }: EngineValue): boolean =>
  step !== undefined && emitterOf(step.op)?.kind === "product" && inputs.every(({ shape }) => shape.length === 2);

/** What a folded transpose is the transpose of; any other value itself. */
export const unfolded = (value: EngineValue): EngineValue => (isFolded(value) ? (value.inputs[0] as EngineValue) : value);

/** The lanes of an elementwise step; undefined for any other. */
export function lanesOf({ step }: EngineValue): Elementwise | undefined {
  const emitter = step && emitterOf(step.op);
  return emitter?.kind === "elementwise" ? emitter.lanes : undefined;
}
