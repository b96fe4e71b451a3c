import type { Trainer } from "./trainer.ts";

/** Of a page that does not train. */
export const trainer: Trainer | undefined = undefined;
