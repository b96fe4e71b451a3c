import { FileError } from "../files/file-error.ts";
import { readBytes as read } from "../files/read-bytes.ts";
import { CliError } from "./cli-error.ts";

/** The bytes of a file; `name` is what the user called it. CliError when there is no such file, or none that can be read. */
export async function readBytes(file: string, name: string): Promise<Uint8Array> {
  try {
    return await read(file, name);
  } catch (error) {
    throw error instanceof FileError ? new CliError(error.message, { cause: error }) : error;
  }
}

/** The bytes of a UTF-8 file as text, without a byte order mark. */
export function asText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CliError(`${name}: the file must be UTF-8 text, got other bytes; save it as UTF-8`, { cause: error });
  }
}

/** The value in a JSON file. */
export const readJson = async (file: string, name: string): Promise<unknown> => asJson(await readBytes(file, name), name);

/** What the bytes of a JSON file say. */
export function asJson(bytes: Uint8Array, name: string): unknown {
  const text = asText(bytes, name);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`${name}: the file must be JSON, got "${(error as Error).message}"; correct it`, { cause: error });
  }
}
