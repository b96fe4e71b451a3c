import { resolve } from "node:path";
import { diff } from "../../../graph/diff.ts";
import type { Graph } from "../../../graph/graph.ts";
import type { OpSet } from "../../../graph/op.ts";
import { printDiff } from "../../../graph/print-diff.ts";
import { fromCheckpoint } from "../../train/checkpoint.ts";
import type { TrainingState } from "../../train/fit.ts";
import { CliError } from "../cli-error.ts";
import { isReported } from "../report.ts";
import { readBytes } from "../read-file.ts";
import type { Terminal } from "../terminal.ts";

/**
 * The state that a checkpoint holds. `step` is the training step that it must have been saved from.
 * CliError for a file that cannot be read, is no checkpoint, or is one of another network or optimiser.
 */
export async function readCheckpoint(name: string, step: Graph, ops: OpSet, { cwd }: Terminal): Promise<TrainingState> {
  const bytes = await readBytes(resolve(cwd, name), name);
  const { graph, state } = parsed(bytes, name, ops);
  const [difference = ""] = printDiff(diff(graph, step)).split("\n");
  if (difference !== "") {
    throw new CliError(
      `${name}: a checkpoint must be of the training that goes on, got another (${difference}); use the module, optimizer and --seed it was saved with`,
    );
  }
  return state;
}

function parsed(bytes: Uint8Array, name: string, ops: OpSet): ReturnType<typeof fromCheckpoint> {
  try {
    return fromCheckpoint(bytes, { ops });
  } catch (error) {
    if (!isReported(error)) throw error;
    throw new CliError(`${name}: ${error.message}`, { cause: error });
  }
}
