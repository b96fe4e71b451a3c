import { GraphError } from "../../../../graph/errors.ts";
import { notice } from "./notice.ts";
import { mostThreads, pool } from "./pool.ts";
import { whyNoThreads } from "./start-worker.ts";

/** GraphError where it is not a number of threads. */
export function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= mostThreads) return threads;
  const [expected, actual] = [`1 … ${mostThreads}`, String(threads)];
  throw new GraphError(`wasm: threads must be a whole number from 1 to ${mostThreads}, got ${actual}; correct it`, {
    code: "bad-threads",
    expected,
    actual,
  });
}

/** Whether there can be threads; the console says why not. */
export function threadsAreGranted(): boolean {
  const problem = whyNoThreads() ?? pool.failure;
  if (problem !== undefined) notice(problem);
  return problem === undefined;
}
