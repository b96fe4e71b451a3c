import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { isInstalled, nodes, others } from "./runtimes.mjs";
import { smoke } from "./smoke.mjs";

/*
 * What touches the runtime, under other Nodes, Deno and Bun: engine, runs, files, pictures, command line, bundles. npm test calls it last.
 *
 *     npm ci --prefix tests/runtimes && npm run test:runtimes
 *
 * A runtime that is not installed is named and left out; where CI is set, that is an error, but on machines that there are no programs for.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const touched = ["backends", "run", "files", "render", "cli", "vitest"].map((folder) => `tests/src/${folder}`);
/**
 * How many bytes a run leaves behind depends on what V8 optimises: its bounds are those of the Node that runs all tests. What is taken out of
 * a picture's text, and what ranges expressions have, no runtime changes.
 */
const left = ["backends/wasm/memory", "render/sanitize", "backends/rules"].flatMap((test) => ["--exclude", `tests/src/${test}.test.ts`]);

/** What a process printed, and its exit code. */
const run = (file, args, env = process.env) =>
  new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += part));
    child.on("error", (error) => resolve({ code: 1, text: `${text}${error.message}\n` }));
    child.on("close", (code) => resolve({ code, text }));
  });

async function version(path) {
  const { text } = await run(path, ["--version"]);
  return text.trim().split("\n")[0];
}

async function underNode({ name, path }) {
  // Each takes its part of the processors; snapshots are compared, never written.
  const workers = Math.max(1, Math.floor(availableParallelism() / nodes.length));
  const vitest = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    "modules",
    ...touched,
    "tests/repository/node-bundles.test.ts",
    ...left,
  ];
  const { code, text } = await run(path, [...vitest, "--reporter=dot", `--maxWorkers=${workers}`], { ...process.env, CI: "true" });
  return { name, version: await version(path), code, text };
}

async function underOther({ name, path, run: args }) {
  const { code, text } = await smoke(path, args);
  return { name, version: await version(path), code, text };
}

const print = ({ name, version, code, text }) => {
  const [last = ""] = text.match(/Tests +.*/) ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  console.log(`${name} (${version}): ${code === 0 ? `passed ${last.replace(/\x1b\[\d+m/g, "")}`.trimEnd() : `failed\n${text}`}`);
};

console.log(`Node ${process.versions.node.split(".")[0]} (${process.version}): ran all tests, above`);
const missing = [...nodes, ...others].filter((one) => !isInstalled(one));
if (missing.length > 0) {
  const what = `${missing.map(({ name }) => name).join(", ")}: not installed; npm ci --prefix tests/runtimes (Linux, x64)`;
  if (process.env.CI && process.platform === "linux" && process.arch === "x64") throw new Error(what);
  console.log(`${what}. Not tested there.`);
}
const results = await Promise.all(nodes.filter(isInstalled).map(underNode));
for (const other of others.filter(isInstalled)) results.push(await underOther(other));
for (const result of results) print(result);
if (results.some(({ code }) => code !== 0)) process.exitCode = 1;
