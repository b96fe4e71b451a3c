import { sizeOf } from "../../../../../graph/shape.ts";
import type { Digit } from "../../../fuse/addressing.ts";

/** Positions that are written in digits of which each runs over a range. */
export interface Box {
  /** The first position. */
  readonly at: number;
  /** Elements from where position 0 is to where the first one is. */
  readonly from: number;
  readonly digits: readonly Digit[];
}

/** Cuts the positions from … to − 1 into boxes, in order: what begins and ends within digits has boxes before and behind the whole ones. */
export function boxesOf(digits: readonly Digit[], from: number, to: number): readonly Box[] {
  if (from >= to) return [];
  const [first, ...others] = digits;
  if (first === undefined) return [{ at: 0, from: 0, digits }];
  const inner = sizeOf(others.map(({ size }) => size));
  const within = (index: number, start: number, end: number): readonly Box[] =>
    boxesOf(others, start - index * inner, end - index * inner).map((box) => ({
      ...box,
      at: box.at + index * inner,
      from: box.from + index * first.stride,
    }));
  const [begin, end] = [Math.ceil(from / inner), Math.floor(to / inner)];
  if (begin > end) return within(end, from, to);
  const whole: Box = { at: begin * inner, from: begin * first.stride, digits: [{ ...first, size: end - begin }, ...others] };
  return [...within(begin - 1, from, begin * inner), ...(end > begin ? [whole] : []), ...within(end, end * inner, to)];
}

/** Positions whose elements lie one behind the other. */
export interface Stretch {
  readonly at: number;
  readonly from: number;
  readonly length: number;
}

/** The positions from … to − 1 as stretches. */
export const stretchesOf = (digits: readonly Digit[], from: number, to: number): readonly Stretch[] =>
  boxesOf(digits, from, to).flatMap(unfold);

function unfold({ at, from, digits }: Box): readonly Stretch[] {
  const last = digits.at(-1);
  if (last === undefined) return [{ at, from, length: 1 }];
  if (digits.length === 1 && last.stride === 1) return [{ at, from, length: last.size }];
  const [first, ...others] = digits as readonly [Digit, ...Digit[]];
  const inner = sizeOf(others.map(({ size }) => size));
  return Array.from({ length: first.size }, (_, i) => unfold({ at: at + i * inner, from: from + i * first.stride, digits: others })).flat();
}

/** How many elements lie one behind the other wherever digits begin anew. */
export const stretchOf = (digits: readonly Digit[]): number => {
  const last = digits.at(-1);
  return last?.stride === 1 ? last.size : 1;
};
