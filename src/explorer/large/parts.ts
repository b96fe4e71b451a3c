import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { State } from "../state.ts";
import { EndlessFormula } from "./endless-formula.tsx";
import { runSoon } from "./run-soon.ts";
import { usePrinting, WhenSeen } from "./when-seen.tsx";

/** What opens a large graph step by step. */
export interface LargeParts {
  readonly runSoon: (state: State) => () => void;
  readonly WhenSeen: (given: { readonly state: State; readonly children: ComponentChildren }) => ComponentChildren;
  readonly usePrinting: (isNeeded: Signal<boolean>) => void;
  readonly EndlessFormula: (given: { readonly state: State; readonly asked: Signal<string> }) => ComponentChildren;
}

/** In the script of pages of the book, whose graphs are small, the build puts no-parts.ts in the place of this file. */
export const large: LargeParts = { runSoon, WhenSeen, usePrinting, EndlessFormula };
