import { type Graph, graphFormat } from "./graph.ts";

/** True for the graphs of dagrad, by the version they carry. */
export const isGraph = (value: unknown): value is Graph =>
  typeof value === "object" && value !== null && "format" in value && value.format === graphFormat && "nodes" in value;
