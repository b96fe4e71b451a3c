/**
 * TypeScript for pages: what checks, completes and tells types, a quarter smaller than the whole. The editor neither writes JavaScript with it, mends
 * code, nor serves other editors; those parts are tied to the rest by calls alone, which are taken out of its text, so that the bundler drops them.
 * Where a version is written otherwise, the build says so.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** The folder of the compiler's own files. */
export const compilerFolder = dirname(createRequire(createRequire(import.meta.url).resolve("typescript")).resolve("@typescript/old"));

/** What src/editor/types uses of it. */
const used = [
  "createLanguageService",
  "DiagnosticCategory",
  "displayPartsToString",
  "flattenDiagnosticMessageText",
  "ModuleDetectionKind",
  "ModuleKind",
  "ModuleResolutionKind",
  "ScriptElementKind",
  "ScriptSnapshot",
  "ScriptTarget",
];

/** In the text of the compiler, what stands there, and what stands for it. */
const changes = [
  // One module in place of a function that fills an object with everything.
  [/^[\s\S]*?"use strict";/, ""],
  [/^module\.exports = __toCommonJS.*$/m, ""],
  [/^0 && \(module\.exports[\s\S]*$/m, `export default { ${used.join(", ")} };\n`],
  [/(var __export = [\s\S]*?enumerable: true \}\);\n)/, "$1  return target;\n"],
  // Namespaces that nobody uses can go.
  [/var (\w+) = \{\};\n__export\(\1, \{/g, "var $1 = /* @__PURE__ */ __export({}, {"],
  // All of TypeScript, for plugins of its server.
  [/var ts_exports2 = [\s\S]*?\n\}\);/, "var ts_exports2 = {};"],
  [/^_ProjectService\.\w+ = .*;$/m, ""],
  // Mending and restructuring.
  [/^register(?:CodeFix|Refactor)\([\s\S]*?\n\}\);$/gm, ""],
  // Writing JavaScript.
  [/^function getScriptTransformers\([\s\S]*?\n\}/m, "function getScriptTransformers() { return []; }"],
];

function compilerText() {
  let text = readFileSync(join(compilerFolder, "typescript.js"), "utf8");
  for (const [what, by] of changes) {
    const changed = text.replace(what, by);
    if (changed === text) throw new Error(`compiler: its text must have ${what}, got none; see what TypeScript writes there now`);
    text = changed;
  }
  return text;
}

/** Of Node, the compiler asks for what it does not use in a page. */
const nothingOfNode = {
  name: "nothing-of-node",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:node:)?(?:crypto|fs|inspector|os|path|perf_hooks|source-map-support)$/ }, ({ path }) => ({
      path,
      namespace: "node",
    }));
    onLoad({ filter: /./, namespace: "node" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Into a file; `settings` are those of all that pages load. */
export const bundleCompiler = (settings, outfile) =>
  build({
    ...settings,
    stdin: { contents: compilerText(), resolveDir: compilerFolder, loader: "js" },
    outfile,
    plugins: [nothingOfNode],
    legalComments: "none",
  });
