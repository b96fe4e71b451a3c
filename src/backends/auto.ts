import { isPrimitive } from "../../graph/op.ts";
import type { Backend, Executable } from "./backend.ts";
import { reference } from "./reference/reference.ts";
import { engine } from "./wasm/engine.ts";
import { whyNoEngine } from "./wasm/support.ts";

/**
 * The engine where the host can run it, else the reference: what `compile` takes where no backend is named. A plan that the host does
 * not compile runs on the reference, too. Either is said once, on the console.
 */
export function auto(): Backend {
  const problem = whyNoEngine();
  if (problem === undefined) return engineOrReference;
  notice(problem);
  return reference;
}

const single = engine();

const engineOrReference: Backend = {
  name: single.name,
  executes: isPrimitive,
  prepare(plan, state, options) {
    try {
      return single.prepare(plan, state, options);
    } catch (error) {
      return instead(error, plan, state, options);
    }
  },
  async prepareAsync(plan, state, options) {
    try {
      return await single.prepareAsync(plan, state, options);
    } catch (error) {
      return instead(error, plan, state, options);
    }
  },
};

/** What the host refuses to compile, the reference runs; any other error is one of the graph, or of dagrad. */
function instead(error: unknown, ...[plan, state, options]: Parameters<Backend["prepare"]>): Executable {
  if (!(error instanceof Error) || !["CompileError", "LinkError", "RangeError"].includes(error.name)) throw error;
  notice(error.message);
  return reference.prepare(plan, state, options);
}

let noticed = false;

function notice(problem: string): void {
  if (noticed) return;
  noticed = true;
  console.warn(
    `dagrad: WebAssembly cannot be used (${problem}); the reference backend runs instead: slower, with other last digits. In a page with a Content-Security-Policy allow 'wasm-unsafe-eval'`,
  );
}
