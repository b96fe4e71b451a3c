import type { ComponentChild } from "preact";
import type { State } from "../state.ts";
import { Compare } from "./compare.tsx";
import { compareStyle } from "./compare-style.ts";
import type { Comparison } from "./comparison.ts";
import { UnionPicture } from "./union-picture.tsx";

/** What shows a comparison. */
export interface CompareParts {
  readonly Compare: (given: { readonly state: State }) => ComponentChild;
  readonly UnionPicture: (given: { readonly state: State; readonly comparison: Comparison }) => ComponentChild;
  readonly style: string;
}

/** In the script of pages of the book, which has no room for it, the build puts no-parts.ts in the place of this file. */
export const compareParts: CompareParts | undefined = { Compare, UnionPicture, style: compareStyle };
