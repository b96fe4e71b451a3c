import { basename, dirname, join } from "node:path";
import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { checkPath } from "./check-path.ts";
import { FileError, fileError } from "./file-error.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { isLeftBehind, temporaryName } from "./temporary-name.ts";

/** Files whose folders have been looked through for what earlier processes left behind. */
const swept = new Set<string>();

/** Systems that cannot sync a folder say one of these. */
const noFolderSync = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"]);

/** Windows says one of these of a file that another process, such as a scanner for viruses, has open for a moment. */
const heldOpen = new Set(["EPERM", "EACCES", "EBUSY"]);

/** Times that a file is given its name again where it is held open, and the pause before the first of them in ms; each is twice the last. */
const [renames, firstPause] = [7, 10];

/**
 * Writes a file so that it is the old one or the new one, whole, whatever happens: the bytes go to a temporary file beside it, to the
 * disk, and then take its name. Temporary files are removed, also those that a killed process left. A symbolic link stays one.
 * FileError when it cannot be written; the old file is then as it was.
 */
export async function saveFile(path: string, bytes: Uint8Array, options: SaveOptions = {}): Promise<void> {
  checkPath("saveFile", path);
  checkKind(ArrayBuffer.isView(bytes), "saveFile", "bytes", "a Uint8Array", bytes, "encode text with new TextEncoder()");
  checkOptions("saveFile", options, saveOptions);
  const { fileSystem = nodeFileSystem } = options;
  try {
    await replace(path, bytes, fileSystem);
  } catch (error) {
    throw fileError(error, `${path}: must be a file that can be written`, "what was there is as it was; choose another place or make room");
  }
}

export interface SaveOptions {
  /** Default: Node's. */
  readonly fileSystem?: FileSystem;
}

export const saveOptions = ["fileSystem"] as const satisfies (keyof SaveOptions)[];

async function replace(path: string, bytes: Uint8Array, fileSystem: FileSystem): Promise<void> {
  const { target, mode } = await targetOf(path, fileSystem);
  const folder = dirname(target);
  const temporary = join(folder, temporaryName(basename(target)));
  const file = await openNew(temporary, mode, fileSystem);
  try {
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target, fileSystem);
  } catch (error) {
    await fileSystem.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder, fileSystem);
  await sweep(target, folder, fileSystem);
}

/** Where the new name is refused, it may be granted a moment later: tries again for a second or so. */
async function rename(from: string, to: string, fileSystem: FileSystem): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await fileSystem.rename(from, to);
    } catch (error) {
      if (tries === renames || !heldOpen.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      await new Promise((resolve) => setTimeout(resolve, firstPause * 2 ** tries));
    }
  }
}

/** The file itself where `path` is a link to it, and its permissions. */
async function targetOf(path: string, fileSystem: FileSystem): Promise<{ readonly target: string; readonly mode: number }> {
  try {
    const target = await fileSystem.realpath(path);
    const found = await fileSystem.stat(target);
    if (!found.isFile()) throw new FileError(`${path}: must be a regular file or a new one, got something else; choose another place`);
    return { target, mode: found.mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { target: path, mode: 0o666 };
  }
}

async function openNew(temporary: string, mode: number, fileSystem: FileSystem): ReturnType<FileSystem["open"]> {
  try {
    return await fileSystem.open(temporary, "wx", mode);
  } catch (error) {
    // A process of the same number left it.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    await fileSystem.unlink(temporary);
    return fileSystem.open(temporary, "wx", mode);
  }
}

/** The new name is on the disk, too. */
async function syncFolder(folder: string, fileSystem: FileSystem): Promise<void> {
  try {
    const handle = await fileSystem.open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!noFolderSync.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

async function sweep(target: string, folder: string, fileSystem: FileSystem): Promise<void> {
  if (swept.has(target)) return;
  swept.add(target);
  const left = (await fileSystem.readdir(folder).catch(() => [])).filter((found) => isLeftBehind(found, basename(target)));
  await Promise.all(left.map((found) => fileSystem.unlink(join(folder, found)).catch(() => undefined)));
}
