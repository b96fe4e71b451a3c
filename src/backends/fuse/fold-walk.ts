import { internal } from "../../../graph/errors.ts";
import { foldedAxes } from "../../../graph/op.ts";
import { sizeOf, stridesOf } from "../../../graph/shape.ts";
import { type Addressing, addressingOf, type Digit } from "./addressing.ts";
import type { EngineValue, FoldGroup } from "./engine-value.ts";

/** One loop of a walk: its length, and how far each operand moves in a step, in elements of its source. */
export interface FoldAxis {
  readonly count: number;
  readonly steps: readonly number[];
}

/** What a fold reads, and how it is walked over: operand number 0 is the result. */
export interface FoldWalk {
  /** What is read on the way to a fold, then what its result is combined with. */
  readonly operands: readonly FoldOperand[];
  readonly kept: readonly FoldAxis[];
  readonly reduced: readonly FoldAxis[];
}

export interface FoldOperand {
  /** As a step has it as its input. */
  readonly value: EngineValue;
  readonly source: EngineValue;
  /** The element of the source where the walk begins. */
  readonly from: number;
  /** The moves that it is read through. */
  readonly moves: readonly EngineValue[];
  /** Read before the fold; else after it. */
  readonly before: boolean;
}

/**
 * The walk of a fold: `before` are the steps that compute its elements, `after` those that its results are put through. Undefined where
 * the axes of what is read have no digits in common.
 */
export function foldWalk(fold: EngineValue, before: ReadonlySet<EngineValue>, after: readonly EngineValue[]): FoldWalk | undefined {
  const [x] = fold.inputs as readonly [EngineValue];
  const { shape } = x;
  const folded = foldedAxes(fold.step?.attrs ?? {}, shape.length);
  const isKept = (axis: number): boolean => !folded.includes(axis);
  const leaves = inputsOf([...before, fold], (input) => before.has(input));
  const own = new Set([fold, ...after]);
  const others = inputsOf(after, (input) => own.has(input));

  const addressings = leaves.map((leaf) => addressingOf(leaf));
  /** For each operand that is read before the fold its digits along the axes of x. */
  const digits = addressings.map(({ axes }, i) => broadcastDigits(axes, (leaves[i] as EngineValue).shape, shape));
  const keptAxes = [...shape.keys()].filter(isKept);
  const size = sizeOf(fold.shape);
  // The kept axes are one, in which results have their order: as whatever they are seen as afterwards.
  const kept = refine(
    [
      size === 1 ? [] : [{ size, stride: 1 }],
      ...digits.map((axes) => keptAxes.flatMap((axis) => standingOr(axes[axis] as readonly Digit[], shape[axis] as number))),
      ...others.map((other) => resultDigits(other, after)),
    ],
    size,
  );
  if (kept === undefined) return undefined;
  const reduced: FoldAxis[] = [];
  for (const axis of folded.toSorted((one, other) => one - other)) {
    const nothing: readonly Digit[] = [];
    const refined = refine(
      [nothing, ...digits.map((axes) => axes[axis] as readonly Digit[]), ...others.map(() => nothing)],
      shape[axis] as number,
    );
    if (refined === undefined) return undefined;
    reduced.push(...refined);
  }
  return {
    operands: [
      ...leaves.map((value, i): FoldOperand => ({ value, ...(addressings[i] as Addressing), before: true })),
      ...others.map((value): FoldOperand => ({ value, source: value.alias ?? value, from: 0, moves: [], before: false })),
    ],
    kept: joined(kept),
    reduced: joined(reduced),
  };
}

/** The walk of a group that has one. */
export function walkOf({ fold, before, members }: FoldGroup): FoldWalk {
  const walk = foldWalk(
    fold,
    before,
    members.filter((member) => member !== fold && !before.has(member)),
  );
  if (walk === undefined) throw internal(`no walk for "${fold.id}"`);
  return walk;
}

/** What the steps read that is not theirs, but for known numbers: each once. */
function inputsOf(steps: readonly EngineValue[], isOwn: (input: EngineValue) => boolean): readonly EngineValue[] {
  const read = new Set<EngineValue>();
  for (const { inputs } of steps) for (const input of inputs) if (input.literal === undefined && !isOwn(input)) read.add(input);
  return [...read];
}

/** Digits of an operand that is broadcast to the shape. */
function broadcastDigits(
  axes: readonly (readonly Digit[])[],
  shape: readonly number[],
  result: readonly number[],
): readonly (readonly Digit[])[] {
  const missing = result.length - shape.length;
  return result.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? [] : (axes[axis - missing] as readonly Digit[])));
}

/** The digits of an axis, along which the operand may stand still. */
const standingOr = (digits: readonly Digit[], size: number): readonly Digit[] =>
  digits.length > 0 ? digits : size === 1 ? [] : [{ size, stride: 0 }];

/** The digits of an operand that steps after the fold read, in the order of the results. */
function resultDigits(operand: EngineValue, after: readonly EngineValue[]): readonly Digit[] {
  const { shape } = after.find(({ inputs }) => inputs.includes(operand)) as EngineValue;
  const strides = broadcastStridesOf(operand.shape, shape);
  return shape.flatMap((size, axis) => standingOr(strides[axis] === 0 ? [] : [{ size, stride: strides[axis] as number }], size));
}

function broadcastStridesOf(shape: readonly number[], result: readonly number[]): readonly number[] {
  const own = stridesOf(shape);
  const missing = result.length - shape.length;
  return result.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : (own[axis - missing] as number)));
}

/** An axis as loops in which each operand has one step; undefined where their digits do not fit into each other. Without digits it stands still. */
function refine(operands: readonly (readonly Digit[])[], size: number): readonly FoldAxis[] | undefined {
  const cuts = new Set([1, size]);
  for (const digits of operands) {
    let below = 1;
    for (let i = digits.length - 1; i > 0; i--) cuts.add((below *= (digits[i] as Digit).size));
  }
  const ends = [...cuts].sort((a, b) => a - b);
  if (ends.some((end, i) => i > 0 && end % (ends[i - 1] as number) !== 0)) return undefined;
  const axes: FoldAxis[] = [];
  for (let i = 1; i < ends.length; i++) {
    const [low, high] = [ends[i - 1] as number, ends[i] as number];
    axes.unshift({ count: high / low, steps: operands.map((digits) => strideAt(digits, low)) });
  }
  return axes;
}

/** The stride of `low` steps along the digits of an axis. */
function strideAt(digits: readonly Digit[], low: number): number {
  let below = 1;
  for (let i = digits.length - 1; i >= 0; i--) {
    const { size, stride } = digits[i] as Digit;
    if (low < below * size) return stride * (low / below);
    below *= size;
  }
  return 0;
}

/** The fewest loops: none of one turn, and neighbours as one where the outer goes on where the inner ends, for all operands. */
function joined(axes: readonly FoldAxis[]): readonly FoldAxis[] {
  const all: FoldAxis[] = [];
  for (const axis of axes) {
    if (axis.count === 1) continue;
    const outer = all.at(-1);
    if (outer?.steps.every((step, i) => step === (axis.steps[i] as number) * axis.count))
      all[all.length - 1] = { count: outer.count * axis.count, steps: axis.steps };
    else all.push(axis);
  }
  return all;
}
