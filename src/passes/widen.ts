import { finish } from "../../graph/build.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import type { Attrs, Graph, Node, NodeId } from "../../graph/graph.ts";
import { nodeOf } from "../../graph/graph.ts";
import { failAt, type Op, type Operands, type OpSet, type TensorType } from "../../graph/op.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { opOf } from "./lower.ts";

/**
 * The graph in float64: leaves of float32, and attributes that ask for float32, ask for float64; types are inferred anew.
 * Ids, and values that are not float32, stay. OpError where an op cannot take the wider types.
 */
export function widen(graph: Graph, ops: OpSet): Graph {
  const builder = new GraphBuilder();
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const op = opOf(node.op, id, ops);
    builder.adopt(id, op === undefined ? { ...node, dtype: widened(node.dtype) } : widenedNode(id, node, op, builder.nodes));
  }
  for (const [parameter, value] of Object.entries(graph.updates)) builder.updates.set(parameter, value);
  return finish(builder, graph.inputs, { ...graph.outputs });
}

function widenedNode(id: NodeId, node: Node, op: Op, nodes: ReadonlyMap<NodeId, Node>): Node {
  const attrs: Attrs = Object.freeze(
    Object.fromEntries(Object.entries(node.attrs).map(([name, value]) => [name, namesDType(op, name) ? widened(value) : value])),
  );
  const inputs = node.inputs.map((input) => nodes.get(input)) as unknown as Operands<TensorType>;
  const { shape, dtype } = op.infer(inputs, attrs, failAt(op.name, id));
  return Object.freeze({ ...node, attrs, shape: Object.freeze([...shape]), dtype });
}

/** True for an attribute that may be any dtype, or one of several that include both floats. */
function namesDType(op: Op, attr: string): boolean {
  const kind = op.attrs[attr];
  return kind === "dtype" || (Array.isArray(kind) && kind.includes("float32") && kind.includes("float64"));
}

const widened = <T>(dtype: T): T => (dtype === "float32" ? ("float64" as T) : dtype);
