import type { Graph, NodeId } from "../../../graph/graph.ts";
import { lower } from "../../passes/lower.ts";

/** The numbers of nodes that formulas and pages agree on: those of the declared graph, then those of what the textbook writes. */
export function formulaIds(graph: Graph, textbook: Graph = lower(graph, { form: "textbook" })): NodeId[] {
  return [...new Set([graph, textbook].flatMap(({ nodes }) => Object.keys(nodes)))];
}
