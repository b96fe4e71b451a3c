import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Ended {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the text of a module in a Node process of its own, where the entry dagrad/render, and `parse`, are the namespace `render`, until it ends by itself. */
export async function inOwnProcess(module: string): Promise<Ended> {
  // Below node_modules, so that packages are found from there.
  const folder = await mkdtemp(join(root, "node_modules/.dagrad-render-"));
  try {
    const outfile = join(folder, "render.mjs");
    const contents = 'export * from "./src/render/index.ts";\nexport { parse } from "./src/parse.ts";';
    await build({ stdin: { contents, resolveDir: root, loader: "ts" }, outfile, bundle: true, platform: "node", format: "esm" });
    const main = join(folder, "main.mjs");
    await writeFile(main, `import * as render from "./render.mjs";\n${module}`);
    return await new Promise((resolve) => {
      execFile(process.execPath, [main], { timeout: 50_000, cwd: "/" }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr });
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
