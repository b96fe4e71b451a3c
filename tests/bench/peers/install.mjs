import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { enginesFolder, hasModels } from "./models/models.mjs";

const folder = join(import.meta.dirname, "..");

/** The gradients of TensorFlow.js, which its files for Node leave out, bundled from the sources that come with it. */
export const gradientsFile = join(folder, "node_modules", ".dagrad-bench", "tfjs-gradients.mjs");

/** Installs the packages with models, and onnxruntime-node, where they are missing. */
export function installModels() {
  if (hasModels()) return;
  process.stderr.write("bench: installing the models and onnxruntime-node of tests/engines, once\n");
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: enginesFolder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Installs the pinned peers where they are missing, and bundles what Node cannot import. */
export async function installPeers() {
  if (!existsSync(join(folder, "node_modules", ".package-lock.json"))) {
    process.stderr.write("bench: installing the peers of tests/bench, once\n");
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
  if (existsSync(gradientsFile)) return;
  mkdirSync(join(gradientsFile, ".."), { recursive: true });
  const { build } = await import("esbuild");
  await build({
    stdin: { contents: 'import "@tensorflow/tfjs-core/dist/register_all_gradients.js";', resolveDir: folder },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile: gradientsFile,
    logLevel: "error",
  });
}
