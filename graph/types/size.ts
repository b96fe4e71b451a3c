import type { Dim } from "../shape.ts";
import type { Checked } from "./problem.ts";

/** The numbers among N that can be no size, as texts: negative or broken ones. */
export type NotASize<N extends Dim> = Extract<`${Extract<N, number>}`, `-${string}` | `${string}.${string}` | "NaN" | "Infinity">;

/** Why N is no whole number of at least 1, else never; a wide `number` may be one. */
type WholeProblem<Op extends string, Name extends string, N extends number> = [NotASize<N> | Extract<N, 0>] extends [never]
  ? never
  : `${Op}: ${Name} must be a whole number ≥ 1, got ${N}`;

/** N, or why it cannot count anything. */
export type Count<Op extends string, Name extends string, N extends number> = Checked<WholeProblem<Op, Name, N>, N>;
