import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where a file lies that the build has made: "node/explore-child.js" of dist. */
export function builtPath(name: string): string {
  // This file is in dist/node where it is built, else in src/cli/serve.
  const folder = import.meta.url.includes("/dist/node/") ? "../" : "../../../dist/";
  return fileURLToPath(new URL(folder + name, import.meta.url));
}

/** The text of a file that the build has made for pages, such as "explorer/page-all-ops.js". */
export const builtFile = (name: string): string => readFileSync(builtPath(name), "utf8");
