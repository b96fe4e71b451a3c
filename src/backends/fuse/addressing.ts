import type { Block } from "../../../graph/op.ts";
import { stridesOf } from "../../../graph/shape.ts";
import { type EngineValue, holderOf } from "./engine-value.ts";
import { wholeBlock } from "./whole-block.ts";

/** A part of a position along an axis: `size` steps of so many elements. A negative stride turns around, 0 stands still. */
export interface Digit {
  readonly size: number;
  readonly stride: number;
}

/**
 * Where the elements of a value lie in another one, which it is made of by moves and views: element [p, q, …] is element
 * from + Σ digit · stride of the source, where the position along each axis is written in that axis' digits, the most significant first.
 *
 * A window of 3 × 3 over [n, h, w, c], reshaped to a matrix [n · oy · ox, 3 · 3 · c], has the digits n, oy and ox along its rows and ky and
 * kx · c along its columns: the window matrix need not be in memory to be read.
 */
export interface Addressing {
  /** The value that is in memory: no view. */
  readonly source: EngineValue;
  readonly from: number;
  /** For each axis its digits; none where the axis has one position. */
  readonly axes: readonly (readonly Digit[])[];
  /** The moves that the elements are read through, the last one first. */
  readonly moves: readonly EngineValue[];
}

/**
 * Follows a value through views, and through those moves that `passes` allows, to what its elements are read from. A move is passed where
 * one block of it is the whole value, and where each digit of a reshaped axis stays a digit of the axes that it was made of; the value
 * of a move that is not passed is the source.
 */
export function addressingOf(value: EngineValue, passes: (move: EngineValue) => boolean = () => true): Addressing {
  const strides = stridesOf(value.shape);
  const moves: EngineValue[] = [];
  // Digits count elements of the present value in order, which are those of whatever it is a view of.
  let source = holderOf(value);
  let place: Place = { from: 0, axes: value.shape.map((size, axis) => [{ size, stride: strides[axis] as number }]) };
  for (;;) {
    const block = wholeBlock(source);
    const before = block && passes(source) ? through(block, source.shape, place) : undefined;
    if (block === undefined || before === undefined) break;
    moves.push(source);
    place = before;
    source = holderOf(source.inputs[block.input] as EngineValue);
  }
  return { source, moves, from: place.from, axes: place.axes.map(joinDigits) };
}

interface Place {
  readonly from: number;
  readonly axes: readonly (readonly Digit[])[];
}

/** The same elements in what the block is read from; undefined where a digit goes beyond its axes. */
function through(block: Block, shape: readonly number[], place: Place): Place | undefined {
  // Nothing is read of no elements.
  if (shape.includes(0)) return place;
  const { from, axes } = place;
  const strides = stridesOf(shape);
  const start = positionsOf(from, strides);
  /** The lowest and the highest position that is reached along each axis. */
  const [low, high] = [[...start], [...start]];
  const inInput = (positions: readonly number[]): number => dot(positions, block.steps);
  const read = axes.map((digits) =>
    digits
      .flatMap((digit) => parted(digit, shape, strides))
      .map(({ size, stride }): Digit => {
        const steps = positionsOf(stride, strides);
        for (const [axis, step] of steps.entries()) {
          const bound = step < 0 ? low : high;
          bound[axis] = (bound[axis] as number) + step * (size - 1);
        }
        return { size, stride: inInput(steps) };
      }),
  );
  // Within these bounds no sum of digits is carried into the next axis.
  const stays = shape.every((size, axis) => (low[axis] as number) >= 0 && (high[axis] as number) < size);
  return stays ? { from: block.from + inInput(start), axes: read } : undefined;
}

/** So many elements as steps along each axis, all of the sign of the number. */
function positionsOf(elements: number, strides: readonly number[]): number[] {
  const positions = new Array<number>(strides.length).fill(0);
  for (let axis = 0, left = elements; left !== 0; axis++) {
    const stride = strides[axis] as number;
    const steps = Math.trunc(left / stride);
    positions[axis] = steps;
    left -= steps * stride;
  }
  return positions;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** A digit that runs over several axes, as one digit for each; itself where it is none, or cannot be parted. */
function parted({ size, stride }: Digit, shape: readonly number[], strides: readonly number[]): readonly Digit[] {
  const axis = strides.findIndex((one, i) => stride >= one && shape[i] !== 1);
  const step = stride / (strides[axis] ?? 1);
  const room = (shape[axis] ?? 1) / step;
  if (stride <= 0 || size <= room || !Number.isInteger(room) || size % room !== 0) return [{ size, stride }];
  return [...parted({ size: size / room, stride: stride * room }, shape, strides), { size: room, stride }];
}

/** The fewest digits: none of one step, and neighbours as one where the first goes on where the second ends. */
export function joinDigits(digits: readonly Digit[]): readonly Digit[] {
  const all: Digit[] = [];
  for (const { size, stride } of digits) {
    if (size === 1) continue;
    const before = all.at(-1);
    if (before?.stride === stride * size) all[all.length - 1] = { size: before.size * size, stride };
    else all.push({ size, stride });
  }
  return all;
}
