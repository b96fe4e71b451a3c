import { type Addressing, addressingOf, type Digit } from "./addressing.ts";
import type { EngineValue } from "./engine-value.ts";

/** Where a product reads an operand: through the moves that are not carried out. */
export const readOf = (operand: EngineValue): Addressing => addressingOf(operand, ({ folded }) => folded);

/** A leading axis of a stack of products: its length, and by how many elements a and b move along it. */
export interface StackAxis {
  readonly count: number;
  readonly a: number;
  readonly b: number;
}

/** The last two axes of an operand: those of its matrices. */
export const matrixAxes = ({ axes }: Pick<Addressing, "axes">): readonly (readonly Digit[])[] => axes.slice(-2);

/** The leading axes of two operands as those of a stack, in the fewest digits; undefined where they are parted at different places. */
export function stackAxes(a: readonly (readonly Digit[])[], b: readonly (readonly Digit[])[]): readonly StackAxis[] | undefined {
  const rank = Math.max(a.length, b.length);
  const all: StackAxis[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const common = alike(a[a.length - rank + axis] ?? [], b[b.length - rank + axis] ?? []);
    if (common === undefined) return undefined;
    for (const next of common) {
      const before = all.at(-1);
      if (before?.a === next.a * next.count && before.b === next.b * next.count)
        all[all.length - 1] = { ...next, count: before.count * next.count };
      else all.push(next);
    }
  }
  return all;
}

/** Two ways to write the same positions, as one; an operand of one position stands still. */
function alike(a: readonly Digit[], b: readonly Digit[]): readonly StackAxis[] | undefined {
  if (a.length === 0) return b.map(({ size, stride }) => ({ count: size, a: 0, b: stride }));
  if (b.length === 0) return a.map(({ size, stride }) => ({ count: size, a: stride, b: 0 }));
  const [x, y] = [a.at(-1) as Digit, b.at(-1) as Digit];
  const count = Math.min(x.size, y.size);
  if (x.size % count !== 0 || y.size % count !== 0) return undefined;
  const rest = (digits: readonly Digit[], { size, stride }: Digit): readonly Digit[] =>
    size === count ? digits.slice(0, -1) : [...digits.slice(0, -1), { size: size / count, stride: stride * count }];
  const [left, right] = [rest(a, x), rest(b, y)];
  // A part of one position that the other has many of would be stretched, not parted.
  if ((left.length === 0) !== (right.length === 0)) return undefined;
  const outer = alike(left, right);
  return outer && [...outer, { count, a: x.stride, b: y.stride }];
}
