import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { OnnxRuntime } from "dagrad/onnxruntime";

/** Where ONNX Runtime is installed, away from the main install. */
const require = createRequire(join(import.meta.dirname, "package.json"));

/**
 * The runtimes of ONNX that `npm ci --ignore-scripts --prefix tests/engines` installs; undefined, with one line on the console, where that was not
 * done. In CI it is an error.
 */
export const runtimes = await loaded();

async function loaded(): Promise<Readonly<Record<"onnxruntime-node" | "onnxruntime-web", OnnxRuntime>> | undefined> {
  if (!process.env.CI && !existsSync(join(import.meta.dirname, "node_modules/onnxruntime-node"))) {
    console.warn("ONNX Runtime is not installed: its tests are left out; npm ci --ignore-scripts --prefix tests/engines installs it");
    return undefined;
  }
  const node = require("onnxruntime-node") as OnnxRuntime;
  // Node would take the file of CommonJS, which is another module than pages have.
  const web = (await import(pathToFileURL(join(require.resolve("onnxruntime-web"), "../ort.node.min.mjs")).href)) as OnnxRuntime;
  return { "onnxruntime-node": node, "onnxruntime-web": web };
}
