import type { Fail } from "../../graph/op.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Product } from "../../graph/types/arithmetic.ts";

/** How often elements are repeated: what tile and repeat share. */

export function requireCounts(counts: readonly number[], of: string, fail: Fail): void {
  const negative = counts.find((count) => count < 0);
  if (negative === undefined) return;
  fail({
    code: "counts",
    expected: "elements must be repeated 0 or more times",
    actual: `${negative} for ${of}`,
    cure: "give a number ≥ 0",
  });
}

/** The dim D, N times; what becomes of a name is known where N is 0 or 1. */
export type TimesCount<D, N> = [D, N] extends readonly [infer d extends number, infer n extends number]
  ? Product<d, n>
  : [N] extends readonly [1]
    ? D & Dim
    : [N] extends readonly [0]
      ? 0
      : Dim;

/** Why elements cannot be repeated N times, else never. */
export type CountProblem<Op extends string, Name extends string, N> = N extends number
  ? `${N}` extends `-${string}`
    ? `${Op}: ${Name} must not be negative, got ${N}`
    : never
  : never;
