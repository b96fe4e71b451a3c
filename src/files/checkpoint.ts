import { checkOptions } from "../../graph/check-options.ts";
import type { OpSet } from "../../graph/op.ts";
import { checkpointBytes, fromCheckpoint } from "../train/checkpoint.ts";
import type { Checkpoint } from "../train/training-state.ts";
import { checkPath } from "./check-path.ts";
import { readBytes } from "./read-bytes.ts";
import { type SaveOptions, saveFile, saveOptions } from "./save-file.ts";

/**
 * Saves a checkpoint, such as `training.checkpoint()`, as `saveFile` writes: a crash leaves the one before.
 * FileError when it cannot be written.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint, options: SaveOptions = {}): Promise<void> {
  checkPath("saveCheckpoint", path);
  checkOptions("saveCheckpoint", options, saveOptions);
  await saveFile(path, checkpointBytes("saveCheckpoint", checkpoint), options);
}

/** The checkpoint in a file, for `fit(network, { …, from })`. FileError when it cannot be read, FormatError when it is damaged. */
export async function loadCheckpoint(path: string, options: { readonly ops?: OpSet } = {}): Promise<Checkpoint> {
  checkPath("loadCheckpoint", path);
  checkOptions("loadCheckpoint", options, ["ops"]);
  const { ops } = options;
  return fromCheckpoint(await readBytes(path), { name: path, ...(ops && { ops }) });
}
