import type { Graph } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { carryOps } from "../../graph/ops-of.ts";
import { standardOps } from "../../ops/standard-ops.ts";

/** A graph whose nodes a test has written by hand, with dagrad's ops: what `parse` makes, but unchecked. */
export function carrying(graph: Graph, ops: OpSet = standardOps): Graph {
  carryOps(graph.nodes, ops);
  return graph;
}
