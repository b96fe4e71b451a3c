import { GraphError } from "../../../graph/errors.ts";
import type { Graph } from "../../../graph/graph.ts";
import { showValue } from "../../../graph/show-value.ts";
import { select } from "../../passes/select.ts";

/** GraphError, in the name of `pass`, when there is no such output. */
export function checkOutput(graph: Graph, output: string, pass: string): void {
  if (!Object.hasOwn(graph.outputs, output)) {
    const known = Object.keys(graph.outputs).join(", ");
    throw new GraphError(`${pass}: output must be one of ${known}, got ${showValue(output)}; correct the name, or return it from build`, {
      code: "unknown-output",
      expected: known,
      actual: String(output),
    });
  }
}

/** What one output of a graph is made of. Errors: as checkOutput. */
export function partOf(graph: Graph, output: string, pass: string): Graph {
  checkOutput(graph, output, pass);
  return select({ ...graph, updates: {} }, [output]);
}
