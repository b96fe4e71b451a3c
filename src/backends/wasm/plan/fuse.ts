import { sameShape } from "../../../../graph/shape.ts";
import { emitterOf } from "../emitters.ts";
import { type Group, isFolded, type LoopGroup, lanesOf, type ProductGroup } from "./group.ts";
import { rowsGroups } from "./rows-groups.ts";
import { countOf, type EngineValue } from "./values.ts";

/** Steps of one loop: more of them spill the registers and are slower (measured). */
const largestLoop = 32;

/** Steps behind a product: they hold its sums in registers meanwhile. */
const largestEpilogue = 8;

/**
 * Distributes the steps over groups, in the order in which these run.
 *
 * Narrow rows come first (rows-groups.ts). Then, from the last step to the first: an elementwise step that only one group reads, of
 * that group's shape, joins it and thereby moves to a later time, which is safe, because what it reads stays as it is until
 * parameters are updated. A product that only one such group reads takes that group as its epilogue.
 */
export function groupsOf(values: readonly EngineValue[], { fuse = true } = {}): readonly Group[] {
  if (!fuse) return values.filter(runs).map((value) => alone(value));
  const groupOf = new Map<EngineValue, Group>();
  const groups: Group[] = [];
  for (const group of rowsGroups(values)) {
    groups.push(group);
    for (const member of group.members) groupOf.set(member, group);
  }
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] as EngineValue;
    if (!runs(value) || groupOf.has(value) || isFolded(value)) continue;
    const reader = onlyReader(value, groupOf);
    if (reader !== undefined && joins(value, reader)) {
      reader.members.unshift(value);
      groupOf.set(value, reader);
      continue;
    }
    if (reader?.kind === "loop" && isEpilogueOf(reader, value)) {
      const made: ProductGroup = { kind: "product", time: reader.time, product: value, members: [value, ...reader.members] };
      groups[groups.indexOf(reader)] = made;
      for (const member of made.members) groupOf.set(member, made);
      continue;
    }
    const made = alone(value);
    groups.push(made);
    groupOf.set(value, made);
  }
  for (const { members } of groups) members.sort((a, b) => a.time - b.time);
  return groups.sort((a, b) => a.time - b.time);
}

/** Leaves, views and numbers that are known while the module is written take no time. */
const runs = ({ step, alias, literal }: EngineValue): boolean => step !== undefined && alias === undefined && literal === undefined;

function alone(value: EngineValue): Group {
  const { time, step } = value;
  const kind = step && emitterOf(step.op)?.kind;
  if (kind === "elementwise") return { kind: "loop", time, members: [value] };
  if (kind === "product") return { kind: "product", time, product: value, members: [value] };
  return { kind: "kernel", time, members: [value] };
}

/** The one group that all steps that read the value belong to. */
function onlyReader({ users, wanted }: EngineValue, groupOf: ReadonlyMap<EngineValue, Group>): LoopGroup | ProductGroup | undefined {
  const [first] = users;
  const group = first && groupOf.get(first);
  if (group === undefined || (group.kind !== "loop" && group.kind !== "product")) return undefined;
  if (wanted && group.kind === "product") return undefined;
  return users.every((user) => groupOf.get(user) === group) ? group : undefined;
}

/** True where an elementwise step may be carried out in the loop of the group. */
function joins(value: EngineValue, group: LoopGroup | ProductGroup): boolean {
  const root = group.members.at(-1) as EngineValue;
  if (lanesOf(value) === undefined || !sameShape(value.shape, root.shape)) return false;
  if (group.kind === "product") {
    // What the product itself reads must be there before it.
    if (value.users.includes(group.product)) return false;
    return group.members.length <= largestEpilogue && suitsEpilogue(value, group.product, group.members);
  }
  if (group.members.length >= largestLoop) return false;
  return countOf(value) === 1 || needsDoubles(value) === needsDoubles(root);
}

/** float64 has no four lanes: such steps have loops of their own, element by element. */
export const needsDoubles = (value: EngineValue): boolean =>
  value.dtype === "float64" || value.inputs.some(({ dtype }) => dtype === "float64");

function isEpilogueOf(group: LoopGroup, product: EngineValue): boolean {
  const root = group.members.at(-1) as EngineValue;
  const { step, shape, dtype, inputs } = product;
  // Only what comes out of the epilogue is stored.
  if (product.wanted || step === undefined || emitterOf(step.op)?.kind !== "product" || dtype !== "float32") return false;
  if (shape.length !== 2 || inputs.some((input) => input.shape.length !== 2) || !sameShape(shape, root.shape)) return false;
  if (group.members.length > largestEpilogue || root.dtype === "uint8" || root.dtype === "bool") return false;
  const own = [product, ...group.members];
  return group.members.every((member) => (member === root || !member.wanted) && suitsEpilogue(member, product, own));
}

/** An epilogue sees four columns of one row: it can read matrices of the product's shape, rows, and single numbers. */
function suitsEpilogue(value: EngineValue, product: EngineValue, own: readonly EngineValue[]): boolean {
  if (needsDoubles(value)) return false;
  return value.inputs.every((input) => {
    if (own.includes(input) || input.literal !== undefined) return true;
    if (input.dtype !== "float32" && input.dtype !== "int32") return false;
    return countOf(input) === 1 || sameShape(input.shape, product.shape) || isRow(input.shape, product.shape[1] as number);
  });
}

/** [N] or [1, N] */
const isRow = (shape: readonly number[], columns: number): boolean =>
  shape.at(-1) === columns && (shape.length === 1 || (shape.length === 2 && shape[0] === 1));
