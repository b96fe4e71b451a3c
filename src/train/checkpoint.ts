import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { ByteArray } from "../../graph/dtype.ts";
import { isGraph } from "../../graph/is-graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { standardOps } from "../all-ops.ts";
import { checkBytes } from "../data/check-arrays.ts";
import { fileProblem } from "../model/from-model.ts";
import { checkpointFormat, readModel, writeModel } from "../model/model-format.ts";
import type { Checkpoint } from "./training-state.ts";

/**
 * A checkpoint as the bytes of a safetensors file: parameters, optimiser state and counter as tensors, those of the best epoch under
 * "best/…", graph and random state as metadata. Other programs can read the weights. It is the file of a model, that of the training step.
 */
export const toCheckpoint = (checkpoint: Checkpoint): ByteArray => checkpointBytes("toCheckpoint", checkpoint);

/** As toCheckpoint; errors begin with `of`. */
export function checkpointBytes(of: string, checkpoint: Checkpoint): ByteArray {
  const fits = isGraph(checkpoint?.graph) && typeof checkpoint.state?.parameters === "object";
  checkKind(fits, of, "checkpoint", "what training.checkpoint() returns", checkpoint, "pass training.checkpoint()");
  const { graph, state } = checkpoint;
  return writeModel(checkpointFormat, { graph, parameters: state.parameters, training: { graph, state } });
}

export interface FromCheckpointOptions {
  /** The ops of the graph. Default: dagrad's own. */
  readonly ops?: OpSet;
  /** Name of the file in errors. */
  readonly name?: string;
}

/**
 * Reads the bytes of a checkpoint, or of a model that holds one as its `training`; hostile until checked. FormatError, which names the file,
 * where they are damaged, of another format, or hold parameters that are not those of their graph.
 */
export function fromCheckpoint(bytes: Uint8Array, options: FromCheckpointOptions = {}): Checkpoint {
  checkBytes("fromCheckpoint", bytes);
  checkOptions("fromCheckpoint", options, ["ops", "name"]);
  const { ops = standardOps, name = "the file" } = options;
  const raise = fileProblem("checkpoint", name, "use a file that a training of this version saved");
  const { training } = readModel(bytes, ops, name, raise);
  return training ?? raise("a model must hold the state of its training", "none", "save it with { training: training.checkpoint() }");
}
