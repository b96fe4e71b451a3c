import { checkOptions } from "../../graph/check-options.ts";
import { checkDecay, checkRate, constantRate, inverseTimeDecay, type Schedule } from "./schedule.ts";

/** How every optimiser is told its learning rate: a number, with the book's decay, or any schedule. */
export interface RateOptions {
  readonly learningRate?: number | Schedule;
  /** The book's decay: lr · (1 ÷ (1 + decay · step)). Default 0. Only beside a number. */
  readonly decay?: number;
}

/** OpError for an option of an optimiser that is neither one of its own nor one of the learning rate's. */
export const checkRateOptions = (of: string, options: RateOptions, own: readonly string[]): void =>
  checkOptions(of, options, ["learningRate lr learning_rate eta", "decay", ...own]);

export function scheduleOf(of: string, options: RateOptions, usual: number): Schedule {
  const { learningRate = usual, decay = 0 } = options;
  if (typeof learningRate === "function") return learningRate;
  checkRate(of, learningRate);
  checkDecay(of, decay);
  return decay === 0 ? constantRate(learningRate) : inverseTimeDecay(learningRate, decay);
}
