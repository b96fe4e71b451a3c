import { epochsOf, optimizers } from "./epochs.ts";

/** What trains in a page. */
export interface Trainer {
  readonly epochsOf: typeof epochsOf;
  readonly optimizers: typeof optimizers;
}

/** In the script of pages of the book, which has no room for it, the build puts no-trainer.ts in the place of this file. */
export const trainer: Trainer | undefined = { epochsOf, optimizers };
