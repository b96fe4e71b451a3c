/**
 * Joins the modules of each entry into few files for Node, where loading hundreds of small ones takes most of a short program's time
 * (measured: the core entry in 29 instead of 140 ms). Browsers' bundlers get the modules themselves, and drop what a page does not use.
 */
import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist/node", { recursive: true, force: true });

/** fflate fills its tables when it is loaded, which takes 8 ms: it is loaded when something is packed or unpacked. */
const fflateWhenNeeded = {
  name: "fflate-when-needed",
  setup(plugin) {
    plugin.onResolve({ filter: /^fflate$/ }, () => ({ path: "fflate", namespace: "when-needed" }));
    plugin.onLoad({ filter: /.*/, namespace: "when-needed" }, () => ({
      contents: `
        import { createRequire } from "node:module";
        const fflate = () => createRequire(import.meta.url)("fflate");
        export const inflateSync = (...given) => fflate().inflateSync(...given);
        export const gzipSync = (...given) => fflate().gzipSync(...given);
        export const zipSync = (...given) => fflate().zipSync(...given);`,
    }));
  },
};

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
  plugins: [fflateWhenNeeded],
  // Of immer what is used is joined in. The others are loaded by those who need them.
  external: ["graphviz-cli", "@viz-js/viz", "cli-progress", "@observablehq/plot", "linkedom", "vitest", "@vitest/*"],
  legalComments: "inline",
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
});
