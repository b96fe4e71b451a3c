import { foldedAxes } from "../../../graph/op.ts";
import { sameShape, sizeOf } from "../../../graph/shape.ts";
import { type EngineValue, holderOf, type LineRole, type LinesGroup } from "./engine-value.ts";
import { readsThroughMoves } from "./fold-groups.ts";
import { foldsLanes } from "./folds-lanes.ts";
import { needsDoubles, readersOf, replacesParameter, scalarOf, spreadOf } from "./group.ts";
import { limits } from "./limits.ts";

/** A group under construction. It runs at the time of its first fold, so whatever it reads from others must be there by then. */
interface Region {
  readonly start: number;
  readonly outer: readonly number[];
  readonly inner: readonly number[];
  readonly roles: Map<EngineValue, LineRole>;
  /** How what it reads from memory is seen: as another step may not see it otherwise. */
  readonly seen: Map<EngineValue, string>;
  /** Its steps are what outputs depend on; or all of them what only new values of parameters do, which is computed in another phase. */
  readonly forOutputs: boolean;
}

/**
 * Finds the folds of wide lines and what goes with them: softmax is a maximum, a sum of exponentials and a quotient of each line. A
 * region starts at a fold along the last axes. It takes up what reads its values line by line, which thereby moves to an earlier time;
 * and what its lines are made of, where nobody else has read that before.
 */
export function linesGroups(values: readonly EngineValue[]): readonly LinesGroup[] {
  const regions: Region[] = [];
  const taken = new Map<EngineValue, Region>();
  for (const value of values) {
    if (value.step === undefined || value.literal !== undefined || value.group !== undefined || taken.has(value) || value.folded) continue;
    const read = latestRead(value, taken);
    if (read !== undefined && joins(value, read, taken)) {
      take(value, read, taken);
      continue;
    }
    const started = regionAt(value);
    if (started === undefined) continue;
    take(value, started, taken);
    regions.push(started);
  }
  return regions.filter(isWorthIt).map(({ start, outer, inner, roles }) => ({
    kind: "lines",
    time: start,
    outer,
    inner,
    members: [...roles.keys()],
    stored: [],
    operands: new Set(),
    roles,
  }));
}

/** One fold alone has a kernel; but the largest of floats is found faster in a loop over lines. */
const isWorthIt = ({ roles, outer, inner }: Region): boolean => {
  if (sizeOf(outer) === 1 && sizeOf(inner) >= limits.longLine) return true;
  const [first] = roles.keys();
  return roles.size > 1 || (first?.emitter?.kind === "reduce" && first.emitter.reduce.fold === "max");
};

/** The region whose values it reads, the last one to start where there are several. */
function latestRead({ inputs }: EngineValue, taken: ReadonlyMap<EngineValue, Region>): Region | undefined {
  let latest: Region | undefined;
  for (const input of inputs) {
    const region = taken.get(input);
    if (region !== undefined && (latest === undefined || region.start > latest.start)) latest = region;
  }
  return latest;
}

/** A region that starts with this fold. */
function regionAt(value: EngineValue): Region | undefined {
  const { step, emitter, inputs, time } = value;
  const [x] = inputs;
  if (step === undefined || x === undefined || emitter?.kind !== "reduce" || !foldsLanes(value) || readsThroughMoves(value))
    return undefined;
  const axes = foldedAxes(step.attrs, x.shape.length);
  const kept = x.shape.length - axes.length;
  if (axes.length === 0 || axes.some((axis) => axis < kept)) return undefined;
  const [outer, inner] = [x.shape.slice(0, kept), x.shape.slice(kept)];
  if (sizeOf(inner) < limits.lineElements || (x.shape.length === 2 && kept === 1 && (x.shape[1] as number) <= limits.rowColumns))
    return undefined;
  return { start: time, outer, inner, roles: new Map(), seen: new Map(), forOutputs: value.forOutputs };
}

/** Adds a step that belongs to the region, and those before it of which its lines are made. */
function take(value: EngineValue, region: Region, taken: Map<EngineValue, Region>): void {
  region.roles.set(value, roleOf(value, region) as LineRole);
  taken.set(value, region);
  for (const input of value.inputs) region.seen.set(input, seenBy(value, input, region));
  for (const input of value.inputs) if (isBroughtAlong(input, region, taken)) take(input, region, taken);
}

/** A value of these lines, by its shape: line by line, or a number for each. */
function roleOf({ shape, emitter }: EngineValue, { outer, inner }: Region): LineRole | undefined {
  if (emitter?.kind !== "reduce" && isShape(shape, outer, inner)) return "line";
  const ones = shape.slice(outer.length);
  return sameShape(shape.slice(0, outer.length), outer) && (ones.length === 0 || (ones.length === inner.length && ones.every(isOne)))
    ? "number"
    : undefined;
}

const isOne = (dim: number): boolean => dim === 1;
const isShape = (shape: readonly number[], outer: readonly number[], inner: readonly number[]): boolean =>
  shape.length === outer.length + inner.length &&
  sameShape(shape.slice(0, outer.length), outer) &&
  sameShape(shape.slice(outer.length), inner);

/** True where a step that reads values of the region can be carried out in its loop. */
function joins(value: EngineValue, region: Region, taken: ReadonlyMap<EngineValue, Region>): boolean {
  const { roles, start, inner } = region;
  const role = roleOf(value, region);
  if (role === undefined || value.forOutputs !== region.forOutputs || roles.size >= limits.loopSteps || needsDoubles(value)) return false;
  const [x] = value.inputs as readonly [EngineValue];
  const isThere = (input: EngineValue): boolean => timeOf(holderOf(input), taken) < start;
  if (value.alias !== undefined) return role === "number" && roles.get(x) === "number";
  if (value.emitter?.kind === "reduce") return isFoldOf(value, region) && foldsLanes(value) && (roles.get(x) === "line" || isThere(x));
  if (scalarOf(value) === undefined) return false;
  if (role === "line" && (sizeOf(inner) > limits.cachedLine || replacesParameter(value))) return false;
  return value.inputs.every((input) => {
    if (input.literal !== undefined) return true;
    const known = roles.get(input);
    if (known === undefined) return isThere(input) && suitsLines(input.shape, value, role, region) && isSeenAlike(value, input, region);
    return known === role ? sameShape(input.shape, value.shape) || role === "line" : role === "line" && isNumberOf(input.shape, region);
  });
}

/** When the value is there: at the time of the group that its step belongs to, as far as that is known. */
const timeOf = (value: EngineValue, taken: ReadonlyMap<EngineValue, Region>): number =>
  value.group?.time ?? taken.get(value)?.start ?? value.time;

/** A fold of whole lines. */
function isFoldOf({ step, inputs }: EngineValue, { outer, inner }: Region): boolean {
  const { shape } = inputs[0] as EngineValue;
  if (step === undefined || !isShape(shape, outer, inner)) return false;
  const axes = foldedAxes(step.attrs, shape.length);
  return axes.length === inner.length && axes.every((axis) => axis >= outer.length);
}

/** Broadcast to the lines, the shape has one number for each of them. */
const isNumberOf = (shape: readonly number[], { outer, inner }: Region): boolean =>
  sameShape(aligned(shape, outer.length + inner.length), [...outer, ...inner.map(() => 1)]);

/** With axes of size 1 in front, so many in all. */
const aligned = (shape: readonly number[], rank: number): readonly number[] => [
  ...Array.from({ length: rank - shape.length }, () => 1),
  ...shape,
];

/** The axes of the lines that the operand of a step has: [n] has the last one, beside [n, n], but the first one beside sums of [n]. */
const seenBy = (reader: EngineValue, input: EngineValue, { outer, inner }: Region): string => {
  const rank = reader.emitter?.kind === "reduce" ? outer.length + inner.length : reader.shape.length;
  return aligned(input.shape, rank).slice(0, outer.length).join();
};
const isSeenAlike = (reader: EngineValue, input: EngineValue, region: Region): boolean => {
  const before = region.seen.get(input);
  return before === undefined || before === seenBy(reader, input, region);
};

/** An operand from memory is the same all along a line, or has a number for each of its elements. */
function suitsLines(shape: readonly number[], { shape: result }: EngineValue, role: LineRole, { outer, inner }: Region): boolean {
  if (role === "number") return true;
  const along = aligned(shape, result.length).slice(outer.length);
  return along.every(isOne) || sameShape(along, inner);
}

/**
 * True for an elementwise step before the region that is carried out in its loop, later than its own time: lines that all readers want
 * no earlier. What a product takes as its epilogue stays there.
 */
function isBroughtAlong(value: EngineValue, region: Region, taken: ReadonlyMap<EngineValue, Region>): boolean {
  const { step, inputs, group, literal, alias, views, users } = value;
  if (step === undefined || group !== undefined || literal !== undefined || alias !== undefined || taken.has(value)) return false;
  if (value.forOutputs !== region.forOutputs) return false;
  if (scalarOf(value) === undefined || roleOf(value, region) !== "line" || region.roles.size >= limits.loopSteps || needsDoubles(value))
    return false;
  const suits = (input: EngineValue): boolean => suitsLines(input.shape, value, "line", region) && isSeenAlike(value, input, region);
  if (productBefore(value) !== undefined || !inputs.every((input) => input.literal !== undefined || suits(input))) return false;
  const isLater = (user: EngineValue): boolean => taken.get(user) === region || timeOf(user, taken) > region.start;
  return users.every(isLater) && views.every((view) => view.users.every(isLater));
}

/** The product before an elementwise step, in a chain that nobody else reads, that may take the step along; undefined where there is none. */
function productBefore(value: EngineValue, depth: number = limits.epilogueSteps): EngineValue | undefined {
  for (const input of value.inputs) {
    const before = holderOf(input);
    const { emitter, shape, wanted, dtype } = before;
    if (wanted || readersOf(before)?.length !== 1) continue;
    const isProduct = emitter?.kind === "product" && shape.length >= 2 && dtype === "float32";
    const product = isProduct ? before : emitter?.kind === "elementwise" && depth > 0 ? productBefore(before, depth - 1) : undefined;
    // What a product cannot meet, such as a mask for all matrices of a stack, lines can.
    const meets = (other: EngineValue): boolean =>
      other === input || other.literal !== undefined || spreadOf(other, product as EngineValue, value) !== undefined;
    if (product !== undefined && value.inputs.every(meets)) return product;
  }
  return undefined;
}
