import { standardOps } from "../all-ops.ts";
import { safetensorsReaders } from "../data/safetensors.ts";
import { fromModel } from "../model/from-model.ts";
import type { Model } from "../model/model.ts";
import { CliError } from "./cli-error.ts";
import { isReported } from "./report.ts";

/**
 * The model in the bytes of a safetensors file, a checkpoint as the model of its training step; `name` is what the user calls it.
 * CliError for weights alone, and for a graph with ops that are not dagrad's own; FormatError for what is damaged.
 */
export function readModelFile(bytes: Uint8Array, name: string): Model {
  const { metadata } = safetensorsReaders(bytes, name);
  if (metadata.format === undefined) throw weightsAlone(name);
  try {
    return fromModel(bytes, { ops: standardOps, name });
  } catch (error) {
    if (!isReported(error) || !error.message.includes("; pass { ops: ")) throw error;
    const message = error.message.replace(/; pass \{ ops: .*/s, "");
    throw new CliError(`${message}; name the module that has them, with -p ${name}`, { cause: error });
  }
}

/** What is said of weights where a model is wanted. */
export const weightsAlone = (name: string): CliError =>
  new CliError(`${name}: a model must have a graph, got weights alone; name the module or the graph, and give them with -p ${name}`);
