/**
 * Joins the modules of each entry into few files for Node, where loading hundreds of small ones takes most of a short program's time
 * (measured: the core entry in 29 instead of 140 ms). Browsers' bundlers get the modules themselves, and drop what a page does not use.
 */
import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist/node", { recursive: true, force: true });

await build({
  entryPoints: {
    index: "dist/src/index.js",
    files: "dist/src/files/index.js",
    render: "dist/src/render/index.js",
    vitest: "dist/src/vitest/index.js",
    main: "dist/src/cli/main.js",
    "typescript-hooks": "dist/src/cli/typescript-hooks.js",
  },
  outdir: "dist/node",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // immer and fflate are small parts of large files: what is used of them is joined in. The others are loaded by those who need them.
  external: ["graphviz-cli", "@viz-js/viz", "cli-progress", "@observablehq/plot", "linkedom", "vitest", "@vitest/*"],
  legalComments: "inline",
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
});
