import { checkOptions } from "../../../graph/check-options.ts";
import type { Backend } from "../backend.ts";
import { engine } from "./engine.ts";
import { checkThreads } from "./threads/check-threads.ts";
import { threadingOf } from "./threads/threading.ts";

export interface WasmOptions {
  /**
   * Threads that compute large products, loops and reductions together: 1 … 8, default 1; results are the same to the bit. Workers start with the
   * first program that has any, keep no process alive, and stop when no such program is left. Pages must be cross-origin isolated;
   * where there can be no threads, one thread computes everything, and the console says so once.
   */
  readonly threads?: number;
}

/**
 * The engine: compiles a planned graph into one WebAssembly module, with SIMD, shapes and addresses written into its code. One module
 * per plan; its memory is as large as the plan needs from the start. See docs/engine.md.
 *
 * Errors: GraphError where threads is no whole number from 1 to 8.
 */
export function wasm(options: WasmOptions = {}): Required<Backend> {
  checkOptions("wasm", options, ["threads"]);
  const threads = checkThreads(options.threads ?? 1);
  return engine(threads === 1 ? undefined : threadingOf(threads));
}
