import { isPrimitive } from "../../../graph/op.ts";
import type { Backend } from "../backend.ts";
import { designOf } from "./prepare.ts";

/**
 * The engine: compiles a planned graph into one WebAssembly module, with SIMD, shapes and addresses written into its code. One module
 * per plan; its memory is as large as the plan needs from the start. See docs/engine.md.
 */
export const wasm = (): Required<Backend> => ({
  name: "wasm",
  executes: isPrimitive,
  prepare: (plan, state, options) => designOf(plan, state, options).build(),
  prepareAsync: (plan, state, options) => designOf(plan, state, options).buildAsync(),
});
