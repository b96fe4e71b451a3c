import { sameShape, sizeOf } from "../../../graph/shape.ts";
import { mayStop } from "./emitters.ts";
import { countOf, type EngineValue, type FoldGroup, holderOf, type LoopGroup } from "./engine-value.ts";
import { type FoldAxis, type FoldWalk, foldWalk, walkOf } from "./fold-walk.ts";
import { foldsLanes } from "./folds-lanes.ts";
import { needsDoubles, replacesParameter, scalarOf } from "./group.ts";
import { limits } from "./limits.ts";

/**
 * The group of a fold whose elements need not be in memory: they are read through moves, or computed on the way by steps that nobody else
 * reads. `reader` is a loop of that shape, its only reader, which its results are put through. Undefined where a fold has a kernel that is
 * as good.
 */
export function foldGroupOf(value: EngineValue, reader?: LoopGroup): FoldGroup | undefined {
  const [x] = value.inputs;
  if (x === undefined || value.emitter?.kind !== "reduce" || !foldsLanes(value) || sizeOf(x.shape) === 0) return undefined;
  const before = new Set<EngineValue>();
  takeBefore(x, value, before);
  const after = reader === undefined ? [] : [...reader.members, ...value.views];
  if (after.some((member) => !isAfter(member, value) || replacesParameter(member))) return undefined;
  const walk = foldWalk(value, before, after);
  if (walk === undefined || vectorAxis(value, walk) === undefined) return undefined;
  // What lies in memory as it is has a kernel; but this loop finds maxima of floats faster, and can be shared among threads.
  const isPlain = before.size === 0 && walk.operands[0]?.moves.length === 0;
  if (isPlain && sizeOf(x.shape) < limits.longLine && value.emitter.reduce.fold !== "max") return undefined;
  return {
    kind: "fold",
    time: reader?.time ?? value.time,
    members: [...after, value, ...before],
    stored: [],
    operands: new Set(),
    fold: value,
    before,
  };
}

/** The elementwise steps behind x that only this fold reads. */
function takeBefore(x: EngineValue, reader: EngineValue, before: Set<EngineValue>): void {
  const isOwn = (user: EngineValue): boolean => user === reader || before.has(user);
  const { wanted, users, views, literal, step, alias, group } = x;
  if (step === undefined || alias !== undefined || group !== undefined || literal !== undefined || wanted || views.length > 0) return;
  if (scalarOf(x) === undefined || before.has(x) || before.size >= limits.loopSteps || needsDoubles(x) || mayStop(x)) return;
  if (!sameShape(x.shape, (reader.inputs[0] as EngineValue).shape) || !users.every(isOwn)) return;
  before.add(x);
  for (const input of x.inputs) takeBefore(input, reader, before);
}

/** An elementwise step that four results of the fold can be put through, maybe seen in another shape; or such a view. */
export function isAfter(member: EngineValue, fold: EngineValue): boolean {
  if (countOf(member) !== countOf(fold) || needsDoubles(member) || mayStop(member)) return false;
  if (member.alias !== undefined) return true;
  const isWhole = (input: EngineValue): boolean => holderOf(input) !== fold || sameShape(input.shape, member.shape);
  return scalarOf(member) !== undefined && member.inputs.every(isWhole);
}

/**
 * The kept axis along which four results lie in the lanes: what is read must lie together there, or stand still; or be every second
 * element. The results lie together, too, unless so much falls into each that this does not matter.
 */
export function vectorAxis(fold: EngineValue, { operands, kept, reduced }: FoldWalk): FoldAxis | undefined {
  const terms = reduced.reduce((product, { count }) => product * count, 1);
  const suits = ({ count, steps }: FoldAxis): boolean =>
    count >= 3 &&
    operands.every(({ value: { dtype } }, i) => isLanesStep(steps[i + 1] as number, dtype === "float32" || dtype === "int32")) &&
    steps.some((step, i) => i > 0 && step !== 0);
  const suited = kept.filter(suits);
  const together = suited.find(({ steps: [result] }) => result === 1);
  if (together !== undefined) return together;
  const apart = fold.dtype === "float32" || fold.dtype === "int32" ? suited.at(-1) : undefined;
  return terms >= longFold ? apart : undefined;
}

const isLanesStep = (step: number, isWord: boolean): boolean => step === 0 || step === 1 || (step === 2 && isWord);

/** Terms of a result from which on it does not matter where it goes. */
const longFold = 32;

/** What is read through by every reader, all of them folds, is not carried out. */
export function isReadByFolds(value: EngineValue, through: ReadonlySet<EngineValue>): boolean {
  const { emitter, wanted, users, views } = value;
  if (emitter?.kind !== "move" || wanted || users.length === 0 || views.some((view) => view.wanted)) return false;
  const reads = (user: EngineValue, moves: number): boolean => {
    if (user.alias !== undefined) return true;
    // What is made of it by a move that is read through is read through only where a fold gets beyond both.
    if (through.has(user)) return areRead(user, moves + 1);
    const { group } = user;
    if (group?.kind !== "fold" || (user !== group.fold && !group.before.has(user))) return false;
    const operands = walkOf(group).operands;
    // Wherever the step reads it, or what is made of it by moves and views, it is read through.
    return user.inputs.every(
      (input) => !reaches(input, value, through) || operands.some((one) => one.before && one.value === input && one.moves.includes(value)),
    );
  };
  const areRead = (one: EngineValue, moves: number): boolean =>
    moves <= limits.movesReadThrough && [one, ...one.views].every(({ users: readers }) => readers.every((user) => reads(user, moves)));
  return areRead(value, 0);
}

/** True where the input is the value, or is made of it by views and moves that are read through. */
function reaches(input: EngineValue, value: EngineValue, through: ReadonlySet<EngineValue>): boolean {
  for (let one = holderOf(input); ; one = holderOf(one.inputs[0] as EngineValue)) {
    if (one === value) return true;
    if (!through.has(one)) return false;
  }
}

/** True for a fold of windows and the like. */
export function readsThroughMoves(value: EngineValue): boolean {
  const group = foldGroupOf(value);
  if (group === undefined) return false;
  const isOwn = (user: EngineValue): boolean =>
    user === value || group.before.has(user) || user.emitter?.kind === "move" || user.alias !== undefined;
  return walkOf(group).operands.some(({ moves }) => moves.length > 0 && moves.every(({ users }) => users.every(isOwn)));
}
