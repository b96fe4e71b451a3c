import { finish } from "../../graph/build.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { mapDifferentiations } from "../../graph/differentiation.ts";
import type { Graph, Node, NodeId } from "../../graph/graph.ts";
import { leavesOf } from "../../graph/leaves.ts";
import type { AnyTensor, Op, Operands } from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/walk.ts";

/**
 * What becomes of a node: undefined where it stays, else what builds the tensor that stands for it, from its rewritten inputs.
 * `op` is undefined for a leaf.
 */
export type Visit = (node: Node, op: Op | undefined, id: NodeId) => Replacement | undefined;
export type Replacement = (inputs: Operands<AnyTensor>, builder: GraphBuilder) => AnyTensor;

export interface RewriteOptions {
  /** Inputs before their users; topological where none is given. */
  readonly order?: readonly NodeId[];
}

/**
 * The graph with some nodes replaced, in one pass:
 *
 *     rewrite(network, (_, op) => (op === reluOp ? ([x]) => tanh(x) : undefined))
 *
 * The parts of a replacement stand in the scope of the node under ids "relu1.tanh1"; its last part takes the node's id, so users,
 * outputs and traces still find it by name. Shapes and dtypes behind a node that has another one now are inferred anew.
 * An input that is replaced is none any more.
 * Errors: those of building a graph; OpError where an op cannot take what its input has become, GraphError where an update cannot.
 */
export function rewrite<I, O>(graph: Graph<I, O>, visit: Visit, options: RewriteOptions = {}): Graph<I, O> {
  checkGraph("rewrite", graph);
  checkKind(typeof visit === "function", "rewrite", "visit", "a function", visit, "pass (node, op) => …");
  checkOptions("rewrite", options, ["order"]);
  const { order = topologicalOrder(graph) } = options;
  const ops = opsOf(graph);
  const builder = new GraphBuilder(ops, { has: (id) => Object.hasOwn(graph.nodes, id) });
  // Nodes keep their ids, but for one that becomes another node, such as its own input.
  const others = new Map<NodeId, NodeId>();
  const now = (id: NodeId): NodeId => others.get(id) ?? id;
  const retyped = new Set<NodeId>();
  for (const id of order) {
    const node = graph.nodes[id] as Node;
    const inputs = others.size === 0 ? node.inputs : node.inputs.map(now);
    const op = opOf(node.op, id, ops);
    const replacement = visit(node, op, id);
    if (replacement === undefined) {
      builder.adopt(id, node, inputs, op !== undefined && retyped.size > 0 && inputs.some((input) => retyped.has(input)) ? op : undefined);
    } else {
      const handles = inputs.map((input) => builder.handle(input)) as unknown as Operands<AnyTensor>;
      checkKind(typeof replacement === "function", "rewrite", "a replacement", "a function", replacement, "return ([x]) => …");
      const result = builder.expand(id, node.scope, () => replacement(handles, builder) as Tensor);
      if (result.id !== id) others.set(id, result.id);
    }
    const made = builder.nodes.get(now(id)) as Node;
    // The same op on the same inputs, with other attributes or of another type, is the node itself, not a part of it.
    if (replacement !== undefined && made.op === node.op && sameIds(made.inputs, inputs))
      builder.nodes.set(now(id), Object.freeze({ ...made, scope: node.scope }));
    if (made !== node && (made.dtype !== node.dtype || !sameShape(made.shape, node.shape))) retyped.add(now(id));
  }
  const { update } = leavesOf(builder);
  for (const [parameter, value] of Object.entries(graph.updates)) update(builder.handle(now(parameter)), builder.handle(now(value)));
  // The cotangent of a node is not that of another one which stands for it.
  const self = (id: NodeId): NodeId | undefined => (others.has(id) ? undefined : id);
  for (const one of mapDifferentiations(graph.gradients ?? [], now, self)) builder.gradients.push(one);
  const inputs = graph.inputs.filter((id) => builder.nodes.get(id)?.op === "input");
  return finish(builder, inputs, Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, now(id)]))) as Graph<I, O>;
}

const sameIds = (one: readonly NodeId[], other: readonly NodeId[]): boolean =>
  one.length === other.length && one.every((id, i) => id === other[i]);
