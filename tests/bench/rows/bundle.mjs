import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What a page loads, minified and gzipped: fails where a Node module is pulled in. */
export async function bundleRows() {
  const names = "graph, f32, u8, dense, relu, softmax, crossentropy, argmaxAccuracy, compile, random, spiralData";
  return [
    { work: "page with the chapter-5 network, gzipped", unit: "kB", best: await gzipped(`export { ${names} }`), bound: 60 },
    { work: "every name of the core entry, gzipped", unit: "kB", best: await gzipped("export *") },
  ];
}

async function gzipped(wanted) {
  const { outputFiles } = await build({
    stdin: { contents: `${wanted} from "../../../dist/src/index.js";`, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
}
