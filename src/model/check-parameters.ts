import type { Graph } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Raise } from "./model-problem.ts";

/** Raises unless `parameters` are those of the graph, all and no others, in shape and dtype. */
export function checkParameters(graph: Graph<any, any>, parameters: Readonly<Record<string, unknown>>, raise: Raise): void {
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.op !== "parameter") continue;
    const value = Object.hasOwn(parameters, id) ? parameters[id] : undefined;
    const actual = value instanceof NdArray ? showType(value) : value === undefined ? "nothing" : showValue(value);
    if (actual !== showType(node)) raise(`parameter "${id}" must be ${showType(node)}`, actual);
  }
  for (const id of Object.keys(parameters)) {
    if (!Object.hasOwn(graph.nodes, id) || graph.nodes[id]?.op !== "parameter") {
      raise("every tensor must be a parameter of the graph", showValue(id));
    }
  }
}
