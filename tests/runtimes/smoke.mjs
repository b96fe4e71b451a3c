import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

const run = (file, args, cwd) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { cwd, timeout: 120_000 });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) child[stream].on("data", (part) => (said[stream] += part));
    child.on("error", (error) => resolve({ ...said, code: 1, stderr: error.message }));
    child.on("close", (code) => resolve({ ...said, code }));
  });

const network = `import { dense, f32, graph, relu } from "dagrad";
const units: number = 3;
export default graph({ X: f32("batch", 2) }, ({ X }) => ({ y: relu(dense(X, { units })) }));
`;

/**
 * Runs program.mjs and the command line under a runtime, in a folder with dagrad installed, and compares what they print with Node's words
 * for the same. `args` start a program.
 */
export async function smoke(runtime, args) {
  const folder = await mkdtemp(join(tmpdir(), "dagrad-runtime-"));
  try {
    await mkdir(join(folder, "node_modules"));
    await symlink(root, join(folder, "node_modules/dagrad"), "dir");
    await cp(fileURLToPath(new URL("program.mjs", import.meta.url)), join(folder, "program.mjs"));
    await writeFile(join(folder, "network.ts"), network);
    await writeFile(join(folder, "package.json"), '{ "type": "module", "dependencies": { "dagrad": "*" } }');
    const programs = [["program.mjs"], [join(root, "dist/node/main.js"), "check", "network.ts"]];
    const problems = [];
    for (const program of programs) {
      const [here, there] = await Promise.all([run(process.execPath, program, folder), run(runtime, [...args, ...program], folder)]);
      if (here.code !== 0) problems.push(`Node: ${here.stderr}`);
      if (there.code !== 0 || there.stdout !== here.stdout)
        problems.push(`expected\n${here.stdout}\ngot\n${there.stdout}\n${there.stderr}`);
    }
    return { code: problems.length === 0 ? 0 : 1, text: problems.join("\n") };
  } finally {
    await rm(folder, { recursive: true });
  }
}
