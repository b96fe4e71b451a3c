import { spawnSync } from "node:child_process";

/** Debian's python3-torch stands in the system's own Python. */
export const pythonOfTorch = process.env.DAGRAD_PYTHON ?? "/usr/bin/python3";

/** Whether there is a Python with PyTorch here. */
const hasTorch =
  spawnSync(pythonOfTorch, ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"]).status === 0;

/** False where tests are left out; on Linux CI has a PyTorch, and without one they fail there. */
export const runsTorch = hasTorch || (process.env.CI !== undefined && process.platform === "linux");
if (!runsTorch) {
  console.warn(
    `nothing is compared with PyTorch: ${pythonOfTorch} has no torch (Debian: apt-get install python3-torch; DAGRAD_PYTHON names another Python)`,
  );
}

/** Runs a program of Python and returns what it prints, read as JSON. */
export function runPython(program: string, args: readonly string[] = [], cwd?: string): unknown {
  const { status, stdout, stderr, error } = spawnSync(pythonOfTorch, ["-", ...args], {
    input: program,
    encoding: "utf8",
    maxBuffer: 1e9,
    env: { ...process.env, OMP_NUM_THREADS: "1" },
    ...(cwd !== undefined && { cwd }),
  });
  if (status !== 0) throw new Error(error?.message ?? stderr);
  return JSON.parse(stdout);
}
