import type { AsyncBackend } from "./backend.ts";

/** True for a backend that cannot answer at once. */
export const isAsync = (backend: object): backend is AsyncBackend =>
  !("prepare" in backend) && "prepareAsync" in backend && typeof backend.prepareAsync === "function";
