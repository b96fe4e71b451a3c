import type { ComponentChild } from "preact";
import type { State } from "../state.ts";
import { Time } from "./time.tsx";
import { timeStyle } from "./time-style.ts";

/** What shows trainings. */
export interface TimeParts {
  readonly Time: (given: { readonly state: State }) => ComponentChild;
  readonly style: string;
}

/** In the script of pages of the book, which has no room for it, the build puts no-parts.ts in the place of this file. */
export const timeParts: TimeParts | undefined = { Time, style: timeStyle };
