import type { Graph, NdArray, NodeId, Op } from "dagrad";
import { random, standardOps } from "dagrad";
import { NdArray as Value } from "../../graph/ndarray.ts";
import { isPrimitive } from "../../graph/op.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { constants, initialParameters } from "../../src/run/state.ts";
import { runOp } from "../ops/run-kernel.ts";
import { boundAttrs, sizesOf } from "./bound-dims.ts";

/**
 * The value of every node, each computed alone in memory of its own: nothing is simplified, planned or shared. What programs are
 * compared with. Composites are run as the formula that they lower to.
 */
export function runPlainly(
  graph: Graph,
  feeds: Readonly<Record<string, NdArray>>,
  parameters: ReadonlyMap<
    NodeId,
    { readonly data: NdArray["data"]; readonly shape: readonly number[]; readonly dtype: NdArray["dtype"] }
  > = initialParameters(graph, random(0)),
): Map<NodeId, NdArray> {
  const values = new Map<NodeId, NdArray>();
  for (const [id, { data, shape, dtype }] of [...parameters, ...constants(graph)]) values.set(id, new Value(data, shape, dtype));
  const sizes = sizesOf(graph, feeds);
  for (const [id, value] of Object.entries(feeds)) values.set(id, value);
  for (const id of topologicalOrder(graph)) {
    if (values.has(id)) continue;
    const node = graph.nodes[id] as Graph["nodes"][string];
    const inputs = node.inputs.map((input) => values.get(input) as NdArray);
    values.set(id, runOp(standardOps.get(node.op) as Op, inputs, boundAttrs(node.attrs, sizes)));
  }
  return values;
}

/** True where every op of the graph has a kernel. */
export const isLowered = (graph: Graph): boolean =>
  Object.values(graph.nodes).every(({ op }) => !standardOps.has(op) || isPrimitive(standardOps.get(op) as Op));

/** The dtype, shape and elements of a value, to compare bit for bit: NaN equals NaN, and 0 is not −0. */
export const exactly = ({ data, shape, dtype }: Pick<NdArray, "data" | "shape" | "dtype">): string =>
  `${dtype}[${shape}] ${Array.from(data, (x) => (Object.is(x, -0) ? "-0" : String(x))).join(" ")}`;
