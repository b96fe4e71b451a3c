import nodeModule, { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { CliError } from "./cli-error.ts";
import type { Stripper } from "./typescript-hooks.ts";

let ready = false;

/**
 * Makes Node import TypeScript modules: Node itself where it can (22.18 or later), else esbuild or TypeScript 4 to 6, as
 * installed beside the model or beside dagrad.
 * CliError where there is none of them.
 */
export function prepareTypescript(modelFile: string): void {
  if (ready) return;
  if (nodeStripsTypes()) takeTypescriptForModules();
  else {
    const data = findStripper([createRequire(modelFile), createRequire(import.meta.url)]);
    nodeModule.register("./typescript-hooks.js", import.meta.url, { data });
    // What takes types away moves lines: stacks shall name those of the model.
    process.setSourceMapsEnabled(true);
  }
  ready = true;
}

type Load = (url: string, context: { readonly format?: string }) => unknown;

/**
 * Node takes a .ts file for CommonJS where the package.json beside it says so, as `npm init` writes it: models are modules all the same.
 * Source: nodejs.org/api/module.html, registerHooks; Node 22.15 or later.
 */
function takeTypescriptForModules(): void {
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: { load: (...of: [...Parameters<Load>, Load]) => unknown }) => void };
  registerHooks?.({
    load: (url, context, next) =>
      next(url, context.format === "commonjs-typescript" ? { ...context, format: "module-typescript" } : context),
  });
}

/** Since Node 22.10 it says so; older ones cannot. */
const nodeStripsTypes = (): boolean => Boolean((process.features as { readonly typescript?: unknown }).typescript);

/** The first package that takes types away, of those that can be required. TypeScript 7 has no API, so its name is not enough. */
export function findStripper(from: readonly NodeJS.Require[]): Stripper {
  // Hooks came with Node 20.6.
  const kinds = typeof nodeModule.register === "function" ? (["esbuild", "typescript"] as const) : [];
  for (const kind of kinds) {
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
  const node = process.versions.node;
  throw new CliError(
    `model: TypeScript must lose its types before Node ${node} can run it, got neither esbuild nor TypeScript 4 to 6 installed; ` +
      "npm install --save-dev esbuild, run with Node 22.18 or later, or compile the model to .js",
  );
}
