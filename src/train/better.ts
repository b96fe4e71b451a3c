import { type Graph, nodeOf } from "../../graph/graph.ts";
import { opsOf } from "../../graph/ops-of.ts";

export type Better = "lower" | "higher";

/** Which values of an output are better: of what is minimised the lower ones, else as the op that makes it says. Undefined where it does not. */
export function betterOf(graph: Graph<any, any>, minimize: string, output: string): Better | undefined {
  const id = graph.outputs[output] as string;
  if (id === graph.outputs[minimize]) return "lower";
  return opsOf(graph).get(nodeOf(graph, id).op)?.better;
}
