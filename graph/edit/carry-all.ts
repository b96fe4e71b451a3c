import type { Graph } from "../graph.ts";
import { isGraph } from "../is-graph.ts";
import type { OpSet } from "../op.ts";
import { carryOps } from "../ops-of.ts";

/** From now on the graph and the bodies in it, which an edit may have made anew, carry these ops. */
export function carryAll(graph: Graph, ops: OpSet): void {
  carryOps(graph.nodes, ops);
  for (const { attrs } of Object.values(graph.nodes)) for (const body of Object.values(attrs)) if (isGraph(body)) carryAll(body, ops);
}
