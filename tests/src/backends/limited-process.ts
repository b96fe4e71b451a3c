import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Ended {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that imports dagrad in a Node process of its own, with so many KiB of address space where a number is given. */
export async function inLimitedProcess(program: string, kibibytes?: number): Promise<Ended> {
  const folder = await mkdtemp(join(root, "node_modules/.dagrad-limited-"));
  try {
    const outfile = join(folder, "main.mjs");
    await build({
      stdin: { contents: program, resolveDir: root, loader: "ts" },
      ...{ outfile, bundle: true, platform: "node", format: "esm", alias: { dagrad: "./src/index.ts" } },
    });
    const limit = kibibytes === undefined ? "" : `ulimit -v ${kibibytes} && `;
    return await new Promise((resolve) => {
      const env = { ...process.env, NODE_OPTIONS: "" };
      execFile("sh", ["-c", `${limit}exec "$0" "$1"`, process.execPath, outfile], { timeout: 50_000, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr });
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
