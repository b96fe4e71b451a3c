import { sameShape } from "../../../graph/shape.ts";
import { mayStop } from "./emitters.ts";
import { countOf, type EngineValue, type FoldGroup, type Group, holderOf, type LoopGroup, type ProductGroup } from "./engine-value.ts";
import { extension, given } from "./extension.ts";
import { foldMoves } from "./fold-moves.ts";
import { needsDoubles, readersOf, scalarOf, settle, spreadOf } from "./group.ts";
import { limits } from "./limits.ts";
import { rowsGroups } from "./rows-groups.ts";

/**
 * Distributes the steps over groups, in the order in which these run.
 *
 * Narrow rows come first (rows-groups.ts), then folds of wide lines (lines-groups.ts). Then, from the last step to the first: an elementwise step that only one group reads, of
 * that group's shape, joins it and thereby moves to a later time, which is safe, because what it reads stays as it is until
 * parameters are updated. A product, or a fold, that only one such group reads takes that group as its epilogue. A fold also takes what only it
 * reads, and reads through moves; those that all readers read through are not carried out.
 */
export function groupsOf(values: readonly EngineValue[], { fuse = true } = {}): readonly Group[] {
  const groups: Group[] = [];
  /** Moves that are not carried out. */
  const through = new Set<EngineValue>();
  if (fuse) {
    foldMoves(values);
    for (const find of [rowsGroups, extension.groups?.linesGroups])
      for (const group of find?.(values) ?? []) {
        groups.push(group);
        for (const member of group.members) member.group = group;
      }
  }
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] as EngineValue;
    if (!runs(value) || value.group !== undefined || value.folded) continue;
    if (fuse && extension.groups?.isReadByFolds(value, through)) {
      through.add(value);
      continue;
    }
    const reader = fuse ? onlyReader(value) : undefined;
    const taken = (fuse ? foldOf(value, reader) : undefined) ?? (reader?.kind === "loop" ? productOf(value, reader) : undefined);
    if (taken !== undefined) {
      if (reader !== undefined && taken.members.includes(rootOf(reader))) groups[groups.indexOf(reader)] = taken;
      else groups.push(taken);
      for (const member of taken.members) member.group = taken;
    } else if (reader !== undefined && joins(value, reader)) {
      reader.members.push(value);
      value.group = reader;
    } else groups.push(alone(value));
  }
  for (const group of groups) {
    group.members.sort(byTime);
    settle(group);
  }
  groups.sort(byTime);
  for (const group of groups) hasten(group);
  return groups.sort(byTime);
}

/**
 * The gradient of weights and their update are one product, at the time of the update: the last step of all. What it reads would be in memory
 * until then, such as the images that a convolution sees. Where it cannot be written over the weights anyway, it is carried out as soon
 * as what it reads is there.
 */
function hasten(group: Group): void {
  if (group.kind !== "product" || (group.product.inputs[0]?.shape.at(-1) as number) <= limits.productTerms) return;
  let ready = -1;
  for (const { group: before } of group.operands) ready = Math.max(ready, before?.time ?? -1);
  group.time = Math.min(group.time, ready + 0.5);
}

const byTime = (a: { readonly time: number }, b: { readonly time: number }): number => a.time - b.time;

/** Leaves, views and numbers that are known while the module is written take no time; nor does what loops read unstretched. */
const runs = ({ step, alias, literal, users, wanted }: EngineValue): boolean =>
  step !== undefined && alias === undefined && literal === undefined && (wanted || users.length > 0);

/** A group of one step. */
function alone(value: EngineValue): Group {
  const { time, emitter } = value;
  const steps = { time, members: [value], stored: [], operands: new Set<EngineValue>() };
  if (emitter?.kind === "elementwise") value.group = { kind: "loop", ...steps };
  else if (emitter?.kind === "product") value.group = { kind: "product", ...steps, product: value };
  else value.group = { kind: "kernel", ...steps };
  return value.group;
}

/** The one group that all steps that read the value belong to, as itself or as a view. */
function onlyReader(value: EngineValue): LoopGroup | FoldGroup | ProductGroup | undefined {
  const readers = readersOf(value);
  const group = readers?.[0]?.group;
  if (group === undefined || (group.kind !== "loop" && group.kind !== "fold" && group.kind !== "product")) return undefined;
  if (value.wanted && group.kind === "product") return undefined;
  return readers?.every((reader) => reader.group === group) ? group : undefined;
}

/** The step of a group under construction whose shape the others have: the last one. */
const rootOf = ({ members }: LoopGroup | FoldGroup | ProductGroup): EngineValue => members[0] as EngineValue;

/** True where an elementwise step may be carried out in the loop of the group. */
function joins(value: EngineValue, group: LoopGroup | FoldGroup | ProductGroup): boolean {
  const root = rootOf(group);
  if (scalarOf(value) === undefined) return false;
  if (group.kind === "product") {
    // What the product itself reads must be there before it.
    if (readersOf(value)?.includes(group.product) || countOf(value) !== countOf(root)) return false;
    return group.members.length <= limits.epilogueSteps && suitsEpilogue(value, group.product, group.members);
  }
  if (!sameShape(value.shape, root.shape) || value.users.some(({ alias }) => alias !== undefined)) return false;
  if (group.members.length >= limits.loopSteps) return false;
  if (group.kind === "fold")
    return given(extension.groups).isAfter(value, group.fold) && !value.users.some((user) => user === group.fold || group.before.has(user));
  return countOf(value) === 1 || needsDoubles(value) === needsDoubles(root);
}

/** The group of a fold, with what its results are put through where that can be. */
function foldOf(value: EngineValue, reader: Group | undefined): FoldGroup | undefined {
  const { groups } = extension;
  return (reader?.kind === "loop" ? groups?.foldGroupOf(value, reader) : undefined) ?? groups?.foldGroupOf(value);
}

/** The group of a product that takes the loop as its epilogue: of the value, or of one before it, whose rows the loop sees in another shape. */
function productOf(value: EngineValue, reader: LoopGroup): ProductGroup | undefined {
  const before = productBefore(value);
  return before ? asEpilogue(reader, before, [value]) : asEpilogue(reader, value);
}

/** The group with the product, as its epilogue, and a step between them, if any; undefined where it does not suit one. */
function asEpilogue(group: LoopGroup, product: EngineValue, between: readonly EngineValue[] = []): ProductGroup | undefined {
  const root = rootOf(group);
  const steps = [...group.members, ...between];
  const { emitter, dtype, inputs } = product;
  // Only what comes out of the epilogue is stored.
  if (product.wanted || emitter?.kind !== "product" || dtype !== "float32") return undefined;
  if (inputs.some((input) => input.shape.length < 2) || countOf(product) !== countOf(root)) return undefined;
  if (steps.length > limits.epilogueSteps || root.dtype === "uint8" || root.dtype === "bool") return undefined;
  const own = [...steps, product];
  const suits = steps.every((step) => (step === root || !step.wanted) && suitsEpilogue(step, product, own));
  return suits ? { ...group, kind: "product", product, members: own } : undefined;
}

/** The product that the step, whose value is seen in another shape later on, is the first to follow: a bias before rows are images again. */
function productBefore(value: EngineValue): EngineValue | undefined {
  if (scalarOf(value) === undefined || value.users.every(({ alias }) => alias === undefined)) return undefined;
  const product = value.inputs.map(holderOf).find(({ emitter, group }) => emitter?.kind === "product" && group === undefined);
  return product && readersOf(product)?.every((reader) => reader === value) ? product : undefined;
}

/** True where an epilogue of the product can carry out the step. */
function suitsEpilogue(value: EngineValue, product: EngineValue, own: readonly EngineValue[]): boolean {
  // Lanes behind the last column must not be at fault.
  if (countOf(value) !== countOf(product) || needsDoubles(value) || mayStop(value)) return false;
  return value.inputs.every((input) => {
    if (own.includes(holderOf(input)) || input.literal !== undefined) return true;
    if (input.dtype !== "float32" && input.dtype !== "int32") return false;
    return spreadOf(input, product, value) !== undefined;
  });
}
