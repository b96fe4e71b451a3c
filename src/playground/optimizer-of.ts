import { adagrad } from "../train/adagrad.ts";
import { adam } from "../train/adam.ts";
import type { Optimizer } from "../train/optimizer.ts";
import { rmsprop } from "../train/rmsprop.ts";
import { sgd } from "../train/sgd.ts";
import type { Settings } from "./settings.ts";

/** The options of the optimiser that differ from its own, as its function takes them. */
export function optimizerOptions({ optimizer, rate, decay, momentum }: Settings): Readonly<Record<string, number>> {
  return {
    learningRate: rate,
    ...(decay > 0 && { decay }),
    ...(optimizer === "sgd" && momentum > 0 && { momentum }),
  };
}

const made = { sgd, adagrad, rmsprop, adam } as const;

export const optimizerOf = (settings: Settings): Optimizer => made[settings.optimizer](optimizerOptions(settings));
