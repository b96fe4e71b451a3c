import { GraphError } from "../../../../graph/errors.ts";
import { showValue } from "../../../../graph/show-value.ts";

/** Most threads of a program, the main thread among them. */
export const mostThreads = 8;

/** GraphError where it is not a number of threads. */
export function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= mostThreads) return threads;
  const [expected, actual] = [`1 … ${mostThreads}`, showValue(threads)];
  throw new GraphError(`wasm: threads must be a whole number from 1 to ${mostThreads}, got ${actual}; correct it`, {
    code: "bad-threads",
    expected,
    actual,
  });
}
