import { readFile, stat } from "node:fs/promises";
import { CliError } from "./cli-error.ts";
import { systemError } from "./system-error.ts";

/** Largest file that is read, in bytes. */
const largest = 2 ** 30;

/** The bytes of a file; `name` is what the user called it. CliError when there is no such file, or none that can be read. */
export async function readBytes(file: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = await checkRegular(file, name);
    if (size > largest)
      throw new CliError(`${name}: a file must be at most 1 GiB, got ${(size / 2 ** 30).toFixed(1)} GiB; make it smaller`);
    return await readFile(file);
  } catch (error) {
    throw systemError(error, `${name}: must be a file that can be read`, "correct the name");
  }
}

/** The text of a UTF-8 file, without a byte order mark. */
export async function readText(file: string, name: string): Promise<string> {
  const bytes = await readBytes(file, name);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CliError(`${name}: the file must be UTF-8 text, got other bytes; save it as UTF-8`, { cause: error });
  }
}

/** The value in a JSON file. */
export async function readJson(file: string, name: string): Promise<unknown> {
  const text = await readText(file, name);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`${name}: the file must be JSON, got "${(error as Error).message}"; correct it`, { cause: error });
  }
}

async function checkRegular(file: string, name: string): Promise<{ readonly size: number }> {
  const found = await stat(file);
  if (!found.isFile())
    throw new CliError(`${name}: must be a file, got ${found.isDirectory() ? "a folder" : "no regular file"}; name a file`);
  return found;
}
