import type { OpSet } from "../../graph/op.ts";
import { type Checkpoint, fromCheckpoint, toCheckpoint } from "../train/checkpoint.ts";
import { readBytes } from "./read-bytes.ts";
import { type SaveOptions, saveFile } from "./save-file.ts";

/**
 * Saves a checkpoint, such as `training.checkpoint()`, as `saveFile` writes: a crash leaves the one before.
 * FileError when it cannot be written.
 */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint, options: SaveOptions = {}): Promise<void> {
  await saveFile(path, toCheckpoint(checkpoint), options);
}

/** The checkpoint in a file, for `fit(network, { …, from })`. FileError when it cannot be read, FormatError when it is damaged. */
export async function loadCheckpoint(path: string, { ops }: { readonly ops?: OpSet } = {}): Promise<Checkpoint> {
  return fromCheckpoint(await readBytes(path), { name: path, ...(ops && { ops }) });
}
