import { type Graph, graphFormat } from "./graph.ts";

/** True for the graphs of dagrad, by the version they carry. */
export const isGraph = (value: unknown): value is Graph =>
  (value as { readonly format?: unknown } | null | undefined)?.format === graphFormat && "nodes" in (value as object);
