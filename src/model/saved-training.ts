import type { NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";
import { shortened, showValue } from "../../graph/show-value.ts";
import { checkRandomState } from "../data/random-state.ts";
import type { TrainingState } from "../train/training-state.ts";
import type { Raise } from "./model-problem.ts";

export type Tensors = Readonly<Record<string, NdArray>>;
export type Metadata = Readonly<Record<string, string>>;

/** All of a training's state that is no tensor, as a file's metadata. */
export const stateMetadata = ({ epoch, random, stopping, splitSeed }: TrainingState): Metadata => ({
  epoch: String(epoch),
  random: JSON.stringify(random),
  // JSON has no NaN; null stands for "no best yet".
  stopping: JSON.stringify(stopping),
  ...(splitSeed !== undefined && { split: String(splitSeed) }),
});

/** The state of which a file's metadata tell all but the tensors. */
export function readState(metadata: Metadata, parameters: Tensors, best: Tensors, raise: Raise): TrainingState {
  checkBest(parameters, best, raise);
  return {
    epoch: wholeNumber("epoch", metadata.epoch, raise),
    random: checkedRandom(json(metadata.random, "random", raise), raise),
    stopping: stoppingOf(json(metadata.stopping, "stopping", raise), raise),
    ...(metadata.split !== undefined && { splitSeed: wholeNumber("split", metadata.split, raise) }),
    parameters,
    ...(Object.keys(best).length > 0 && { best }),
  };
}

function checkedRandom(value: unknown, raise: Raise): TrainingState["random"] {
  try {
    return checkRandomState(value);
  } catch (error) {
    return raise("its random state must be one that was saved", `"${(error as Error).message.replace(/; [^;]*$/, "")}"`);
  }
}

function checkBest(parameters: Tensors, best: Tensors, raise: Raise): void {
  for (const [id, value] of Object.entries(best)) {
    const known = Object.hasOwn(parameters, id) ? parameters[id] : undefined;
    if (known === undefined || showType(known) !== showType(value)) {
      raise(`tensor ${showValue(`best/${id}`)} must be as the parameter`, showType(value));
    }
  }
}

function wholeNumber(name: string, text: string | undefined, raise: Raise): number {
  const number = Number(text ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : raise(`${name} must be a whole number ≥ 0`, showValue(text));
}

/** What the JSON of a metadata entry says. */
export function json(text: string | undefined, name: string, raise: Raise): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return raise(`${name} must be JSON`, showValue(text));
  }
}

function stoppingOf(value: unknown, raise: Raise): TrainingState["stopping"] {
  const { best, waited } = (typeof value === "object" && value !== null ? value : {}) as { best?: unknown; waited?: unknown };
  const fits = (typeof best === "number" || best === null) && Number.isSafeInteger(waited) && (waited as number) >= 0;
  if (!fits) return raise("stopping must hold best and waited", shortened(JSON.stringify(value), 60));
  return { best: best === null ? Number.NaN : (best as number), waited: waited as number };
}
