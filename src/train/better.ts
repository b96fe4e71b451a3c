import { type Graph, nodeOf } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { opOf } from "../passes/lower.ts";

export type Better = "lower" | "higher";

/** Which values of an output are better: of what is minimised the lower ones, else as the op that makes it says. Undefined where it does not. */
export function betterOf(graph: Graph<any, any>, ops: OpSet, minimize: string, output: string): Better | undefined {
  const id = graph.outputs[output] as string;
  if (id === graph.outputs[minimize]) return "lower";
  return opOf(nodeOf(graph, id).op, id, ops)?.better;
}
