import { checkOptions } from "../../../graph/check-options.ts";
import { OpError } from "../../../graph/errors.ts";
import { showValue } from "../../../graph/show-value.ts";
import type { TorchTraining } from "./torch-training.ts";

const options = Object.keys({
  minimize: 0,
  optimizer: 0,
  parameters: 0,
  freeze: 0,
  clip: 0,
  seed: 0,
  epochs: 0,
  batchSize: 0,
  lastBatch: 0,
  shuffle: 0,
  data: 0,
  validation: 0,
  names: 0,
  from: 0,
} satisfies Record<keyof TorchTraining, 0>);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isFile = (value: unknown): boolean => typeof value === "string" && value !== "" && !/["\\\n]/.test(value);

/** What values those options take that nothing else looks at. */
const kinds: Readonly<Record<string, readonly [fits: (value: unknown) => boolean, expected: string]>> = {
  optimizer: [(value) => typeof (value as { readonly update?: unknown } | null)?.update === "function", "an optimizer such as adam()"],
  epochs: [isCount, "a whole number ≥ 1"],
  batchSize: [isCount, "a whole number ≥ 1"],
  lastBatch: [(value) => value === "keep" || value === "drop", '"keep" or "drop"'],
  shuffle: [(value) => typeof value === "boolean", "true or false"],
  seed: [
    (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32,
    "a whole number from 0 to 2³² − 1",
  ],
  validation: [isFile, "the name of a file"],
  from: [isFile, "the name of a checkpoint or a model"],
  data: [
    (value) => isFile(value) || (typeof value === "object" && value !== null && Object.values(value).every(isFile)),
    "the name of a file, or of one for each input",
  ],
};

const cures: Readonly<Record<string, string>> = {
  data: "write the columns with toNpz and name the file",
  optimizer: "pass { optimizer: adam() }",
};

/** OpError for options of a training script that are unknown or of another kind. */
export function checkTraining(training: TorchTraining): void {
  checkOptions("torch: training", training ?? null, options);
  for (const [name, [fits, expected]] of Object.entries(kinds)) {
    const value = (training as unknown as Readonly<Record<string, unknown>>)[name];
    if (value === undefined || fits(value)) continue;
    const actual = showValue(value);
    const cure = cures[name] ?? `correct ${name}`;
    throw new OpError(`torch: training.${name} must be ${expected}, got ${actual}; ${cure}`, { code: "bad-option", expected, actual });
  }
}
