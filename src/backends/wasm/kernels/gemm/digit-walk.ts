import type { Digit } from "../../../fuse/addressing.ts";
import type { Code, Local } from "../../assembler/code.ts";

/** A pointer, in bytes, that goes along the positions that digits write. */
export interface DigitWalk {
  /** Adds where position number `position` is; the local is overwritten. */
  start(position: Local): void;
  /** On to the next position. */
  advance(): void;
}

/** A walk of float32; `pointer` is what it moves. */
export function digitWalk(code: Code, digits: readonly Digit[], pointer: Local): DigitWalk {
  const counts = digits.map((_, i) => (i === 0 ? undefined : code.local("i32")));
  const add = (push: () => Code, stride: number): Code =>
    push()
      .i32(4 * stride)
      .op("i32.mul")
      .get(pointer)
      .op("i32.add")
      .set(pointer);
  const advance = (i: number): void => {
    const { size, stride } = digits[i] as Digit;
    const count = counts[i];
    code.increase(pointer, 4 * stride);
    if (count === undefined) return;
    code
      .get(count)
      .i32(1)
      .op("i32.add")
      .tee(count)
      .i32(size)
      .op("i32.eq")
      .if(() => {
        code
          .i32(0)
          .set(count)
          .increase(pointer, -4 * size * stride);
        advance(i - 1);
      });
  };
  return {
    start(position) {
      for (let i = digits.length - 1; i >= 0; i--) {
        const { size, stride } = digits[i] as Digit;
        const count = counts[i];
        if (count === undefined) add(() => code.get(position), stride);
        else {
          code.get(position).i32(size).op("i32.rem_u").set(count);
          add(() => code.get(count), stride);
          code.get(position).i32(size).op("i32.div_u").set(position);
        }
      }
    },
    advance() {
      if (digits.length > 0) advance(digits.length - 1);
    },
  };
}

/** Bytes, not above 0, from the first position to the one that lies lowest. */
export const lowest = (digits: readonly Digit[]): number =>
  4 * digits.reduce((sum, { size, stride }) => sum + Math.min(0, (size - 1) * stride), 0);
