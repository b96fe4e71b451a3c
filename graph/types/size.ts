import type { Dim } from "../shape.ts";

/** The numbers among N that can be no size, as texts: negative or broken ones. */
export type NotASize<N extends Dim> = Extract<`${Extract<N, number>}`, `-${string}` | `${string}.${string}` | "NaN" | "Infinity">;
