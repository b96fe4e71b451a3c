import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../own-process.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A new folder with these files, in which "dagrad" is this one; removed when the test ends. */
export async function modelFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(files);
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules/dagrad"), "junction");
  return folder;
}
