import { compile, type Graph, NdArray, type NodeId, type Op, reference, type Tensor, trace } from "dagrad";
import { apply } from "../../../graph/apply.ts";
import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { leavesOf } from "../../../graph/leaves.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import { boundAttrs, sizesOf } from "../bound-dims.ts";
import type { GraphCase } from "./random-graph.ts";

/**
 * The lowered graph taken apart: every op stands alone, its operands are inputs that are fed what the reference has there, and its
 * result is an output. Constants stay constants and parameters stay parameters, since engines may treat them in their own way.
 * Shapes are concrete.
 */
export function explode({ name, graph, feeds, parameters }: GraphCase): GraphCase {
  const traced = trace(compile(graph, { backend: reference, parameters }), feeds);
  const sizes = sizesOf(graph, feeds);
  const ops = opsOf(traced.graph);
  const builder = new GraphBuilder();
  const g = leavesOf(builder);
  const given: Record<string, NdArray> = {};
  const fed: Record<string, NdArray> = {};
  const handles = new Map<NodeId, Tensor>();
  const handleOf = (id: NodeId): Tensor => {
    const known = handles.get(id);
    if (known !== undefined) return known;
    const value = traced.values[id] as NdArray;
    const { op } = traced.graph.nodes[id] as Graph["nodes"][string];
    const handle = op === "constant" ? g.constant(value) : op === "parameter" ? parameter(id, value) : input(id, value);
    handles.set(id, handle);
    return handle;
  };
  const parameter = (id: NodeId, value: NdArray): Tensor => {
    given[id] = value;
    return g.parameter(id, value.shape as number[], { init: "zeros", dtype: value.dtype });
  };
  const input = (id: NodeId, value: NdArray): Tensor => {
    fed[id] = value;
    return builder.leaf("input", {}, value, id);
  };
  const outputs: Record<string, NodeId> = {};
  for (const id of topologicalOrder(traced.graph)) {
    const { op, inputs, attrs } = traced.graph.nodes[id] as Graph["nodes"][string];
    if (isLeaf(op)) continue;
    outputs[id] = apply(ops.get(op) as Op, inputs.map(handleOf), boundAttrs(attrs, sizes), { name: `${id}.alone` }).id;
  }
  if (Object.keys(outputs).length === 0) outputs.nothing = input("nothing", new NdArray(new Float32Array(1), [], "float32")).id;
  return { name: `${name}, node by node`, graph: finish(builder, Object.keys(fed), outputs), feeds: fed, parameters: given };
}
