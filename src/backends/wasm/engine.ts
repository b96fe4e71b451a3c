import { isPrimitive } from "../../../graph/op.ts";
import type { Backend } from "../backend.ts";
import { designOf } from "./prepare.ts";
import type { Threading } from "./threading.ts";

/** The engine, with threads or without. */
export const engine = (threading?: Threading): Required<Backend> => ({
  name: "wasm",
  executes: isPrimitive,
  prepare: (plan, state, options) => designOf(plan, state, { ...options, threading }).build(),
  prepareAsync: (plan, state, options) => designOf(plan, state, { ...options, threading }).buildAsync(),
});
