import { mkdir } from "node:fs/promises";
import { join, posix, resolve } from "node:path";
import { FileError, saveCheckpoint, saveFile } from "../../files/index.ts";
import type { Checkpoint } from "../../train/training-state.ts";
import { CliError } from "../cli-error.ts";
import { systemError } from "../system-error.ts";
import type { Terminal } from "../terminal.ts";
import { lockFolder } from "./folder-lock.ts";

/** The folder that a training writes to. A file there is the old one or the new one, whole, whatever happens while it is written. */
export interface OutputFolder {
  /** As the user calls it. */
  readonly name: string;
  /** The name of a file in it, as the user would call it. */
  file(name: string): string;
  save(name: string, content: string | Uint8Array): Promise<void>;
  saveCheckpoint(name: string, checkpoint: Checkpoint): Promise<void>;
  /** Lets another training write to it. */
  close(): void;
}

/** Makes the folder where it is missing, and keeps other trainings out of it. CliError when it cannot. */
export async function openFolder(name: string, { cwd }: Terminal): Promise<OutputFolder> {
  const path = resolve(cwd, name);
  // Windows takes slashes, too, and so what is printed can be copied to every shell.
  const file = (one: string): string => posix.join(name, one);
  const writing = async (one: string, write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      throw reportedError(error, `${file(one)}: must be a file that can be written`);
    }
  };
  let close: () => void;
  try {
    await mkdir(path, { recursive: true });
    close = lockFolder(path, name);
  } catch (error) {
    throw reportedError(error, `${name}: must be a folder that can be made and written to`);
  }
  return {
    name,
    file,
    save: (one, content) =>
      writing(one, () => saveFile(join(path, one), typeof content === "string" ? new TextEncoder().encode(content) : content)),
    saveCheckpoint: (one, checkpoint) => writing(one, () => saveCheckpoint(join(path, one), checkpoint)),
    close,
  };
}

/** What the system says of a file, by the name the user knows it by. */
function reportedError(error: unknown, requirement: string): unknown {
  const told = systemError(error, requirement, "make room, or choose another --out");
  return told instanceof FileError ? new CliError(told.message, { cause: error }) : told;
}
