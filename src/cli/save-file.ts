import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { systemError } from "./system-error.ts";
import type { Terminal } from "./terminal.ts";

/** Writes a file, over one that is there, and says so on stderr. CliError when it cannot. */
export async function saveFile(name: string, content: string | Uint8Array, { cwd, stderr }: Terminal): Promise<void> {
  try {
    await writeFile(resolve(cwd, name), content);
  } catch (error) {
    throw systemError(error, `${name}: must be a file that can be written`, "choose another place");
  }
  stderr.write(`wrote ${name}\n`);
}
