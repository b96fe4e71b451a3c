import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { OnnxRuntime } from "dagrad/onnxruntime";

/**
 * True where `npm ci --ignore-scripts --prefix tests/engines` has installed ONNX Runtime, away from the main install; a line on the console
 * says where it has not. In CI it must be there.
 */
export const areRuntimesThere = Boolean(process.env.CI) || existsSync(join(import.meta.dirname, "node_modules/onnxruntime-node"));
if (!areRuntimesThere)
  console.warn("ONNX Runtime is not installed: its tests are left out; npm ci --ignore-scripts --prefix tests/engines installs it");

/** In the place of one that is not installed: no test that runs asks it for anything. */
const nothing: OnnxRuntime = {
  InferenceSession: { create: () => Promise.reject(new Error("ONNX Runtime is not installed")) },
  Tensor: class {} as unknown as OnnxRuntime["Tensor"],
  env: {},
};

/** For Node, on the processor; and for pages, in WebAssembly, which runs in Node, too. */
export const runtimes: Readonly<Record<"onnxruntime-node" | "onnxruntime-web", OnnxRuntime>> = areRuntimesThere
  ? await loaded()
  : { "onnxruntime-node": nothing, "onnxruntime-web": nothing };

async function loaded(): Promise<typeof runtimes> {
  const require = createRequire(join(import.meta.dirname, "package.json"));
  const node = require("onnxruntime-node") as OnnxRuntime;
  // Node would take the file of CommonJS, which is another module than pages have.
  const web = (await import(pathToFileURL(join(require.resolve("onnxruntime-web"), "../ort.node.min.mjs")).href)) as OnnxRuntime;
  return { "onnxruntime-node": node, "onnxruntime-web": web };
}
