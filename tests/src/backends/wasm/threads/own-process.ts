import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));

/** A product of two matrices that two threads share, and the threads themselves. */
const prelude = `
import { setTimeout as pause } from "node:timers/promises";
import { compile, explain, f32, graph, matmul, wasm } from "./src/index.ts";
import { pool } from "./src/backends/wasm/threads/pool.ts";

const size = 300;
const feeds = { a: new Float32Array(size * size).fill(1), b: new Float32Array(size * size).fill(2) };
const product = () => graph({ a: f32(size, size), b: f32(size, size) }, ({ a, b }) => ({ y: matmul(a, b) }));
const compiled = (threads = 2) => compile(product(), { backend: wasm({ threads }) });
const shared = (program) => Number(/computed (\\d+)/.exec(explain(program, feeds))?.[1] ?? -1);
`;

export interface Ended {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a Node process of its own until it ends by itself, at most for so many ms. */
export async function inOwnProcess(program: string, flags: readonly string[] = [], timeout = 40_000): Promise<Ended> {
  const folder = await mkdtemp(join(root, "node_modules/.dagrad-threads-"));
  try {
    const outfile = join(folder, "main.mjs");
    await build({
      stdin: { contents: prelude + program, resolveDir: root, loader: "ts" },
      ...{ outfile, bundle: true, platform: "node", format: "esm" },
    });
    return await new Promise((resolve) => {
      const env = { ...process.env, NODE_OPTIONS: "" };
      execFile(process.execPath, [...flags, outfile], { timeout, cwd: "/", env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr });
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
