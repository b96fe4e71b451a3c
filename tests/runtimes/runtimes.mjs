import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("node_modules", import.meta.url));

/** A program that dagrad must run under, if it is installed. */
const program = (name, path) => ({ name, path: join(installed, path) });

/** The other versions of Node, which run the tests that touch the runtime. */
export const nodes = [program("Node 24", "node-24/bin/node"), program("Node 26", "node-26/bin/node")];

/** Other runtimes, which run the smoke test; `run` are the arguments that start a program with all that it may ask for. */
export const others = [
  { ...program("Deno", "@deno/linux-x64-glibc/deno"), run: ["run", "--allow-all", "--node-modules-dir=manual"] },
  { ...program("Bun", "@oven/bun-linux-x64-baseline/bin/bun"), run: ["run"] },
];

export const isInstalled = ({ path }) => existsSync(path);
