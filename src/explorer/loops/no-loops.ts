import { signal } from "@preact/signals";
import type { Loops } from "./loops.ts";

/** In the script of pages of the book, whose ops have no loop. */
export const loopsOf = (): Loops => ({
  turn: signal<number | undefined>(undefined),
  count: signal(0),
  inside: signal([]),
  at: signal(() => undefined),
});
