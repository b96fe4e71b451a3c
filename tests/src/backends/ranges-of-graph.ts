import type { Graph, NdArray, NodeId } from "dagrad";
import { evaluateDim } from "../../../graph/dim.ts";
import type { Primitive } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import { constants } from "../../../src/run/state.ts";
import { boundAttrs, sizesOf } from "../bound-dims.ts";
import { rangeOf } from "./range-of-op.ts";
import { exactly, type Range } from "./value-range.ts";

/** Where the value of every node of a lowered graph lies, for any engine whose ops keep their bounds. */
export function rangesOf(
  graph: Graph,
  feeds: Readonly<Record<string, NdArray>>,
  parameters: ReadonlyMap<NodeId, Range>,
): Map<NodeId, Range> {
  const ranges = new Map<NodeId, Range>(parameters);
  for (const [id, value] of constants(graph)) ranges.set(id, exactly(value));
  for (const [id, value] of Object.entries(feeds)) ranges.set(id, exactly(value));
  const ops = opsOf(graph);
  const sizes = sizesOf(graph, feeds);
  for (const id of topologicalOrder(graph)) {
    if (ranges.has(id)) continue;
    const { op, inputs, attrs, shape, dtype } = graph.nodes[id] as Graph["nodes"][string];
    const type = { shape: shape.map((dim) => evaluateDim(dim, (name) => sizes.get(name)) as number), dtype };
    const operands = inputs.map((input) => ranges.get(input) as Range);
    ranges.set(id, rangeOf({ op: ops.get(op) as Primitive<any>, inputs: operands, attrs: boundAttrs(attrs, sizes), type }));
  }
  return ranges;
}
