import { toNpz } from "../../data/npz.ts";
import { toSafetensors } from "../../data/safetensors.ts";
import { torch } from "../../torch/torch.ts";
import type { TorchTraining } from "../../torch/training/torch-training.ts";
import { toCheckpoint } from "../../train/checkpoint.ts";
import { type Dataset, sliceRows } from "../../train/dataset.ts";
import { fit } from "../../train/fit.ts";
import { trainingData } from "../../train/training-data.ts";
import { CliError } from "../cli-error.ts";
import type { Model } from "../load-model.ts";
import { trainingOf } from "../train/training-of.ts";

/** What is written for PyTorch, by the name of the file, and what is to be said of it. */
export interface TorchFiles {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly notices: readonly string[];
}

/**
 * A model in PyTorch: `<name>.py`, and of a graph with parameters `<name>.safetensors`. Of a module that says how it is trained a program that
 * trains it, with its data, the rows that it keeps back, and where the training starts.
 * CliError for a stream of batches, which is no file.
 */
export async function torchFiles({ graph, parameters, exports }: Model, file: string, name: string): Promise<TorchFiles> {
  if (exports?.training === undefined) {
    const weights = parameters === undefined ? {} : { [`${name}.safetensors`]: toSafetensors({ tensors: parameters }) };
    return { files: { [`${name}.py`]: torch(graph), ...weights }, notices: [] };
  }
  const settings = await trainingOf(exports, file);
  if (typeof settings.data === "function" || typeof settings.validation === "function") {
    throw new CliError(`${file}: training.data must be columns to be written for PyTorch, got a stream of batches; give all rows at once`);
  }
  const fitted = fit(graph, { ...settings, ...(parameters && { initial: parameters }) });
  const { train, validation } = trainingData(graph, graph.inputs, settings, settings.seed ?? 0) as {
    readonly train: Dataset;
    readonly validation?: Dataset;
  };
  const { minimize, optimizer, parameters: trained, freeze, clip, seed, epochs, batchSize, lastBatch, shuffle } = settings;
  const options = { parameters: trained, freeze, clip, seed, epochs, lastBatch, shuffle };
  const training = {
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    minimize,
    optimizer,
    batchSize: batchSize ?? Math.min(32, train.rows),
    data: "data.npz",
    from: "start.safetensors",
    ...(validation && { validation: "validation.npz" }),
  } as TorchTraining;
  const notices = (["earlyStopping", "restoreBest"] as const)
    .filter((option) => settings[option] !== undefined && settings[option] !== false)
    .map((option) => `${option} is not written: the script trains all epochs`);
  return {
    files: {
      [`${name}.py`]: torch(graph, { training }),
      "data.npz": toNpz(sliceRows(train, 0, train.rows)),
      ...(validation && { "validation.npz": toNpz(sliceRows(validation, 0, validation.rows)) }),
      "start.safetensors": toCheckpoint(fitted.checkpoint()),
    },
    notices,
  };
}
