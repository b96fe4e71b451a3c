import { notice } from "./notice.ts";
import { pool } from "./pool.ts";
import { whyNoThreads } from "./start-worker.ts";

/** Whether there can be threads; the console says why not. */
export function threadsAreGranted(): boolean {
  const problem = whyNoThreads() ?? pool.failure;
  if (problem !== undefined) notice(problem);
  return problem === undefined;
}
