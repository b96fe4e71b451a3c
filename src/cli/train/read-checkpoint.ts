import { resolve } from "node:path";
import type { OpSet } from "../../../graph/op.ts";
import { fromCheckpoint } from "../../train/checkpoint.ts";
import type { Checkpoint } from "../../train/training-state.ts";
import { CliError } from "../cli-error.ts";
import { readBytes } from "../read-file.ts";
import { isReported } from "../report.ts";
import type { Terminal } from "../terminal.ts";

/** The checkpoint in a file. CliError for a file that cannot be read or holds something else. */
export async function readCheckpoint(name: string, ops: OpSet, { cwd }: Terminal): Promise<Checkpoint> {
  const bytes = await readBytes(resolve(cwd, name), name);
  try {
    return fromCheckpoint(bytes, { ops });
  } catch (error) {
    if (!isReported(error)) throw error;
    throw new CliError(`${name}: ${error.message}`, { cause: error });
  }
}
