import type { FitOptions } from "../../train/fit-options.ts";
import { CliError } from "../cli-error.ts";
import { settled } from "../settled.ts";

/** What a module says about its training: options of `fit`. Those that the command line itself sets are left out. */
export type TrainingSettings = Omit<FitOptions, "signal" | "from" | "onBatch">;

/**
 * The export `training` of a module: options of `fit`, or a function that returns them, at once or as a promise.
 * CliError when there is none, or it lacks `minimize`, `optimizer` or `data`.
 */
export async function trainingOf(exports: Readonly<Record<string, unknown>>, file: string): Promise<TrainingSettings> {
  const { training } = exports;
  const given: unknown = typeof training === "function" ? training() : training;
  // Awaiting it would train.
  if (isTraining(given)) {
    throw new CliError(`${file}: the export "training" must be the options of fit, got what fit returns; ${cure}`);
  }
  const settings = await settled(Promise.resolve(given), `${file}: training() must return, got ${unsettled}`);
  if (typeof settings !== "object" || settings === null) {
    const actual =
      training === undefined ? "none" : `${typeof training === "function" ? "a function that returns " : ""}${kindOf(settings)}`;
    throw new CliError(`${file}: the module must export "training", got ${actual}; ${cure}`);
  }
  const { minimize, optimizer, data } = settings as Partial<Record<keyof FitOptions, unknown>>;
  const update = (optimizer as { readonly update?: unknown } | null | undefined)?.update;
  if (typeof minimize !== "string") throw incomplete(file, "minimize must name the output to make smaller", minimize);
  if (typeof update !== "function") throw incomplete(file, "optimizer must be an optimizer such as adam()", optimizer);
  if ((typeof data !== "object" && typeof data !== "function") || data === null) {
    throw incomplete(file, "data must be columns by name of input, or a function that makes batches", data);
  }
  return settings as TrainingSettings;
}

/** Any copy of dagrad may have made it. */
const isTraining = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "then" in value && Symbol.asyncIterator in value;

const unsettled = "a promise that nothing is left to settle; let it resolve or reject";

const cure = 'export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }';

const incomplete = (file: string, requirement: string, actual: unknown): CliError =>
  new CliError(`${file}: training.${requirement}, got ${kindOf(actual)}; ${cure}`);

const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
