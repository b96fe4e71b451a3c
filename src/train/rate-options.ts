import { constantRate, inverseTimeDecay, type Schedule } from "./schedule.ts";

/** How every optimiser is told its learning rate: a number, with the book's decay, or any schedule. */
export interface RateOptions {
  readonly learningRate?: number | Schedule;
  /** The book's decay: lr · (1 ÷ (1 + decay · step)). Default 0. Only beside a number. */
  readonly decay?: number;
}

export function scheduleOf({ learningRate, decay = 0 }: RateOptions, usual: number): Schedule {
  if (typeof learningRate === "function") return learningRate;
  return decay === 0 ? constantRate(learningRate ?? usual) : inverseTimeDecay(learningRate ?? usual, decay);
}
