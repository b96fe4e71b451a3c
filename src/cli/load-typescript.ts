import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { CliError } from "./cli-error.ts";
import type { Stripper } from "./typescript-hooks.ts";

const cure = "run it with Node 22.18 or later, install esbuild (npm install --save-dev esbuild), or compile the model to .js";
let ready = false;

/**
 * Makes Node import TypeScript modules: Node itself where it can (22.18 or later), else esbuild or TypeScript 4 to 6, as
 * installed beside the model or beside dagrad.
 * CliError where there is none of them.
 */
export function prepareTypescript(modelFile: string): void {
  if (ready || nodeStripsTypes()) return;
  const stripper = findStripper([createRequire(modelFile), createRequire(import.meta.url)]);
  if (stripper === undefined) {
    throw new CliError(`model: Node ${process.versions.node} must be able to read TypeScript, got no package that does; ${cure}`);
  }
  register("./typescript-hooks.js", import.meta.url, { data: stripper });
  ready = true;
}

/** Since Node 22.10 it says so; older ones cannot. */
const nodeStripsTypes = (): boolean => Boolean((process.features as { readonly typescript?: unknown }).typescript);

/** The first of the packages that one of the folders has. TypeScript 7 has no such function, so its name says little. */
export function findStripper(from: readonly NodeJS.Require[]): Stripper | undefined {
  for (const kind of ["esbuild", "typescript"] as const) {
    for (const require of from) {
      try {
        const file = require.resolve(kind);
        if (kind === "typescript" && typeof require(kind).transpileModule !== "function") continue;
        return { kind, url: pathToFileURL(file).href };
      } catch {
        // Not installed there; the next may be.
      }
    }
  }
  return undefined;
}
