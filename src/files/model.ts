import { checkOptions } from "../../graph/check-options.ts";
import type { OpSet } from "../../graph/op.ts";
import { fromModel } from "../model/from-model.ts";
import type { Model } from "../model/model.ts";
import { type ToModelOptions, toModel } from "../model/to-model.ts";
import { checkPath } from "./check-path.ts";
import { readBytes } from "./read-bytes.ts";
import { type SaveOptions, saveFile } from "./save-file.ts";

/**
 * Saves a model as one safetensors file, as `saveFile` writes: a crash leaves the one before.
 *
 *     await saveModel("iris.safetensors", training.network, { names });
 *
 * `model` and the other options are those of `toModel`, and so are its errors; FileError when the file cannot be written.
 */
export async function saveModel(path: string, model: Model<any, any>, options: ToModelOptions & SaveOptions = {}): Promise<void> {
  checkPath("saveModel", path);
  checkOptions("saveModel", options, ["names", "training", "fileSystem"]);
  const { fileSystem, ...others } = options;
  await saveFile(path, toModel(model, others), fileSystem && { fileSystem });
}

/**
 * The model in a file that `saveModel` or `dagrad train` wrote: `compile(graph, { parameters })` runs it. `ops` as in `fromModel`, which has
 * the errors, too; FileError when the file cannot be read.
 */
export async function loadModel(path: string, options: { readonly ops?: OpSet } = {}): Promise<Model> {
  checkPath("loadModel", path);
  checkOptions("loadModel", options, ["ops"]);
  return fromModel(await readBytes(path), { ...options, name: path });
}
