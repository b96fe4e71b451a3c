import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** The core entry bundled for a browser: fails where a Node module is pulled in. */
export async function bundleRows() {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "../../../dist/src/index.js";', resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  return [
    {
      work: "core entry, bundled for a browser, gzipped",
      unit: "kB",
      best: gzipSync(outputFiles[0].contents, { level: 9 }).length / 1024,
      bound: 45,
    },
  ];
}
