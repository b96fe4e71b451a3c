/**
 * Bundles the compiled modules: for Node, where loading hundreds of small files takes most of a short program's time, into readable files
 * in dist/node; for pages without a bundler, the core entry with all that it needs into one small file, dist/browser/dagrad.js, beside
 * which lies the file that its workers start with.
 * Bundlers get the modules themselves. What pages are made of has files of its own: .esbuild/explorer.mjs and its neighbours. Why, and what it brings: docs/decisions/plain-bundles.md.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleEditor } from "./.esbuild/editor.mjs";
import { bundleExplorer } from "./.esbuild/explorer.mjs";
import { trimModules } from "./.esbuild/modules.mjs";
import { bundlePlayground } from "./.esbuild/playground.mjs";
import { packServed } from "./.esbuild/served.mjs";

const entryPoints = {
  index: "dist/src/index.js",
  files: "dist/src/files/index.js",
  render: "dist/src/render/index.js",
  onnx: "dist/src/onnx/index.js",
  torch: "dist/src/torch/index.js",
  onnxruntime: "dist/src/engines/onnxruntime/index.js",
  worker: "dist/src/worker/index.js",
  "dagrad-worker": "dist/src/worker/dagrad-worker.js",
  vitest: "dist/src/vitest/index.js",
  explorer: "dist/src/explorer/index.js",
  main: "dist/src/cli/main.js",
  "typescript-hooks": "dist/src/cli/typescript-hooks.js",
  "explore-child": "dist/src/cli/serve/explore-child.js",
  "record-imports": "dist/src/cli/serve/record-imports.js",
};

const core = fileURLToPath(new URL("dist/src/index.js", import.meta.url));

/** Has every other entry import the core as a whole, which makes it one file; else there is one for each set of entries that share a module. */
const oneCore = {
  name: "one-core",
  setup({ onLoad }) {
    onLoad(
      {
        filter:
          /src.(?:files.index|render.index|onnx.index|torch.index|engines.onnxruntime.index|worker.index|vitest.index|explorer.index|cli.main)\.js$/,
      },
      ({ path }) => ({
        contents: `${readFileSync(path, "utf8")}\nimport * as core from ${JSON.stringify(core)};`,
      }),
    );
  },
};

/** Packages are loaded when what they export is first called: no program waits for what it does not use. */
const packagesWhenUsed = {
  name: "packages-when-used",
  setup({ onLoad }) {
    const packages = {
      fflate: ["gzipSync", "inflateSync", "zipSync"],
      immer: ["current", "enablePatches", "Immer", "isDraft"],
      papaparse: ["parse"],
    };
    for (const [name, uses] of Object.entries(packages)) {
      const load = `import { createRequire } from "node:module"; let it; const of = () => (it ??= createRequire(import.meta.url)("${name}"));`;
      const exports = uses.map(
        (use) => `export function ${use}(...x) { return new.target ? new (of().${use})(...x) : of().${use}(...x); }`,
      );
      // Of a CommonJS package, the default export is what has the functions.
      const all = `export default { ${uses.join(", ")} };`;
      onLoad({ filter: new RegExp(`node_modules.${name}.`) }, () => ({ contents: [load, ...exports, all].join("\n") }));
    }
  },
};

/** The file that draws in pages imports the core from ./dagrad.js, and Graphviz, where no import map says where it is, from ./viz.js. */
const coreBeside = {
  name: "core-beside",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /(?:graph.errors|export.(?:dot|theme))\.js$/ }, () => ({ path: "./dagrad.js", external: true }));
    onLoad({ filter: /render.draw-in-page\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace('import("@viz-js/viz")', '$&.catch(() => import("./viz.js"))'),
    }));
  },
};

for (const folder of ["dist/node", "dist/browser", "dist/explorer", "dist/playground"]) rmSync(folder, { recursive: true, force: true });

const settings = { bundle: true, format: "esm", logLevel: "warning" };
await build({
  ...settings,
  entryPoints,
  outdir: "dist/node",
  splitting: true,
  chunkNames: "shared-[hash]",
  platform: "node",
  target: "node20",
  external: ["graphviz-cli", "@viz-js/viz", "cli-progress", "vitest", "@vitest/*"],
  plugins: [oneCore, packagesWhenUsed],
});
// A class that names itself would be called _NdArray by what prints it, console.log and stacks; inside of it, its own name means the same.
for (const name of readdirSync("dist/node")) {
  const file = join("dist/node", name);
  const text = readFileSync(file, "utf8");
  const classes = Array.from(text.matchAll(/\b(\w+) = class _\1\b/g), ([, own]) => own);
  if (classes.length > 0) writeFileSync(file, text.replace(new RegExp(`\\b_(${classes.join("|")})\\b`, "g"), "$1"));
}
const inPage = {
  ...settings,
  platform: "browser",
  target: "es2022",
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
};
await build({
  ...inPage,
  entryPoints: ["dist/src/browser.js"],
  outfile: "dist/browser/dagrad.js",
  banner: {
    js: "/*! dagrad, with immer by Michel Weststrate, fflate by Arjun Barrett and Papa Parse by Matthew Holt; all under the MIT licence. */",
  },
});
await build({
  ...inPage,
  entryPoints: ["dist/src/render/index.js"],
  outfile: "dist/browser/render.js",
  external: ["@viz-js/viz", "./viz.js"],
  plugins: [coreBeside],
});
writeFileSync("dist/browser/dagrad-worker.js", 'import { serve } from "./dagrad.js";\n\nserve();\n');

await bundleExplorer(inPage);
await bundlePlayground(inPage);
await bundleEditor(inPage);
await packServed();
await trimModules();
