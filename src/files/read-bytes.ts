import { readFile, stat } from "node:fs/promises";
import { FileError, fileError } from "./file-error.ts";

/** Largest file that is read, in bytes. */
const largest = 2 ** 30;

/** The bytes of a file; `name` is what errors call it. FileError when there is no such file, or none that can be read. */
export async function readBytes(path: string, name = path): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile())
      throw new FileError(`${name}: must be a file, got ${found.isDirectory() ? "a folder" : "no regular file"}; name a file`);
    const { size } = found;
    if (size > largest)
      throw new FileError(`${name}: a file must be at most 1 GiB, got ${(size / 2 ** 30).toFixed(1)} GiB; make it smaller`);
    return await readFile(path);
  } catch (error) {
    throw fileError(error, `${name}: must be a file that can be read`, "correct the name");
  }
}
