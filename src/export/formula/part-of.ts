import { GraphError } from "../../../graph/errors.ts";
import type { Graph } from "../../../graph/graph.ts";
import { select } from "../../passes/select.ts";

/** What one output of a graph is made of. GraphError, in the name of `pass`, when there is no such output. */
export function partOf(graph: Graph, output: string, pass: string): Graph {
  if (!Object.hasOwn(graph.outputs, output)) {
    const known = Object.keys(graph.outputs).join(", ");
    throw new GraphError(`${pass}: output must be one of ${known}, got "${output}"; correct the name, or return it from build`, {
      code: "unknown-output",
      expected: known,
      actual: output,
    });
  }
  return select({ ...graph, updates: {} }, [output]);
}
