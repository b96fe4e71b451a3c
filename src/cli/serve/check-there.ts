import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { suggest } from "../../../graph/nearest.ts";
import { CliError } from "../cli-error.ts";
import { systemError } from "../system-error.ts";

/**
 * CliError unless the file is there when it is first to be shown: a page that waits for a name that was mistyped helps nobody. Later it may go, and come
 * back.
 */
export async function checkThere(file: string, cwd: string): Promise<void> {
  const path = resolve(cwd, file);
  try {
    if (!(await stat(path)).isDirectory()) return;
  } catch (error) {
    const beside = await readdir(dirname(path)).catch(() => []);
    throw systemError(error, `${file}: must be a file that can be read`, suggest(basename(file), beside, "correct the name"));
  }
  throw new CliError(`${file}: must be a file, got a folder; name a file`);
}
