import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("..", import.meta.url));
const entry = (name: string): string => join(root, "src", name, "index.ts");

export interface Ended {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** How much address space it may have, in KiB. */
  readonly addressSpace?: number;
  /** ms until it is stopped. */
  readonly timeout?: number;
}

/** Runs a module, as `bundled` has it, in a Node process of its own until it ends by itself. */
export async function inOwnProcess(program: string, options: ProcessOptions = {}): Promise<Ended> {
  const { flags = [], addressSpace, timeout = 50_000 } = options;
  const { file, remove } = await bundled(program);
  try {
    return await new Promise((resolve) => {
      const limit = addressSpace === undefined ? [] : ["sh", "-c", `ulimit -v ${addressSpace} && exec "$0" "$@"`];
      const [command = "", ...words] = [...limit, process.execPath, ...flags, file];
      execFile(command, words, { timeout, cwd: "/", env: { ...process.env, NODE_OPTIONS: "" } }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr });
      });
    });
  } finally {
    await remove();
  }
}

/**
 * A module in TypeScript as one file of JavaScript, with all that it imports: dagrad is its sources, paths start at the project's folder. The
 * sources are whole, with the engine's extension.
 */
export async function bundled(program: string): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  // Below node_modules, so that packages are found from there.
  const folder = await mkdtemp(join(root, "node_modules/.dagrad-process-"));
  const file = join(folder, "main.mjs");
  await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    alias: {
      "dagrad/explorer": entry("explorer"),
      "dagrad/files": entry("files"),
      "dagrad/render": entry("render"),
      "dagrad/onnx": entry("onnx"),
      "dagrad/torch": entry("torch"),
      "dagrad/onnxruntime": entry("engines/onnxruntime"),
      dagrad: entry(""),
    },
    ignoreAnnotations: true,
    ...{ outfile: file, bundle: true, platform: "node", format: "esm" },
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}
