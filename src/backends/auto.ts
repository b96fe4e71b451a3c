import { isPrimitive } from "../../graph/op.ts";
import type { Backend, Executable } from "./backend.ts";
import { reference } from "./reference/reference.ts";
import { engine } from "./wasm/engine.ts";
import { whyNoEngine } from "./wasm/support.ts";

/**
 * The engine where the host can run it, else the reference: what `compile` takes where no backend is named. A plan that the host does
 * not compile, or grants no memory, runs on the reference, too. Each is said once, on the console.
 */
export function auto(): Backend {
  const problem = whyNoEngine();
  if (problem === undefined) return engineOrReference;
  notice(problem);
  return reference;
}

const single = engine();

type Arguments = Parameters<Backend["prepare"]>;

const engineOrReference: Backend = {
  name: single.name,
  executes: isPrimitive,
  prepare(...wanted) {
    const asked = performance.now();
    try {
      return isFull(asked, wanted) ? reference.prepare(...wanted) : single.prepare(...wanted);
    } catch (error) {
      return instead(error, asked, wanted);
    }
  },
  async prepareAsync(...wanted) {
    const asked = performance.now();
    try {
      return isFull(asked, wanted) ? reference.prepare(...wanted) : await single.prepareAsync(...wanted);
    } catch (error) {
      return instead(error, asked, wanted);
    }
  },
};

/** When the host is asked for memory again, in ms. It refuses after collecting garbage, which may take a second: it is left alone for a while then. */
let again = 0;

const isFull = (now: number, [, , options]: Arguments): boolean => now < again && options?.makeRoom?.() !== true;

/** What the host refuses to compile or to grant, the reference runs; any other error is one of the graph, or of dagrad. */
function instead(error: unknown, asked: number, wanted: Arguments): Executable {
  if (!(error instanceof Error)) throw error;
  const { name, message, code } = error as Error & { readonly code?: unknown };
  if (code === "too-large") {
    const now = performance.now();
    again = now + 30 * (now - asked);
  } else if (!["CompileError", "LinkError", "RangeError"].includes(name)) throw error;
  notice(message, code === undefined ? policy : "");
  return reference.prepare(...wanted);
}

const policy = "; in a page with a Content-Security-Policy allow 'wasm-unsafe-eval'";
const noticed = new Set<string>();

/** Says a problem once for each cure; memory's are in its own words. */
function notice(problem: string, cure = policy): void {
  if (noticed.has(cure)) return;
  noticed.add(cure);
  console.warn(
    `dagrad: WebAssembly cannot be used (${problem}); the reference backend runs instead: slower, with other last digits${cure}`,
  );
}
