import { sep } from "node:path";

/** A text with "…" for a folder, and slashes in the paths below it, as on every system but Windows. */
export const withoutFolder = (text: string, folder: string): string =>
  text.replaceAll(sep, "/").replaceAll(folder.replaceAll(sep, "/"), "…");
