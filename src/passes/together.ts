import type { GraphBuilder } from "../../graph/builder.ts";
import { canonicalOrder } from "../../graph/canonical-order.ts";
import { type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { Keys } from "../../graph/keys.ts";
import { type AnyTensor, type Composite, type DifferentiateBody, isPrimitive, type Op, type Together } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { rewrite } from "./rewrite.ts";

/** The results of one computation, to be differentiated together. */
export interface Joint {
  readonly nodes: readonly NodeId[];
  readonly inputs: readonly NodeId[];
  readonly vjp: ReturnType<Together<any>["derive"]>["vjp"];
  /** True for the node that is reached last on the way back, when all others have their cotangents. */
  isLast(id: NodeId): boolean;
  /** A further result, beside the others. */
  another(builder: GraphBuilder, attrs: any): AnyTensor;
}

/**
 * Finds the nodes that are results of one computation each, and lets these computations keep what their derivatives need: the graph that is
 * differentiated, and for each such node what it belongs to.
 */
export function jointly(
  graph: Graph,
  active: ReadonlySet<NodeId>,
  differentiate: DifferentiateBody,
): { readonly graph: Graph; readonly joints: ReadonlyMap<NodeId, Joint> } {
  const ops = opsOf(graph);
  const keys = new Keys();
  const groups = new Map<string, NodeId[]>();
  for (const id of canonicalOrder(graph)) {
    const { op: name, inputs, attrs } = nodeOf(graph, id);
    const rule = togetherOf(ops.get(name));
    if (rule === undefined || !active.has(id)) continue;
    const key = `${name} ${inputs} ${keys.keyOf(rule.key(attrs))}`;
    const group = groups.get(key);
    if (group) group.push(id);
    else groups.set(key, [id]);
  }
  if (groups.size === 0) return { graph, joints: new Map() };
  const joints = new Map<NodeId, Joint>();
  const extended = new Map<NodeId, Node["attrs"]>();
  for (const nodes of groups.values()) {
    const first = nodes[0] as NodeId;
    const { op: name, inputs, attrs } = nodeOf(graph, first);
    const op = ops.get(name) as Op;
    const rule = (togetherOf(op) as Together<any>).derive(
      attrs,
      nodes.map((id) => nodeOf(graph, id).attrs),
      inputs.map((input) => active.has(input)),
      differentiate,
    );
    for (const id of nodes) {
      extended.set(id, rule.extended(nodeOf(graph, id).attrs));
      joints.set(id, {
        nodes,
        inputs,
        vjp: rule.vjp,
        // Canonical order is gone through backwards.
        isLast: (one) => one === first,
        another: (builder, attrs) => resultBeside(builder, op, first, inputs, attrs),
      });
    }
  }
  const rewritten = rewrite(graph, (_, op, id) => {
    const attrs = extended.get(id);
    return attrs && ((inputs, builder) => builder.apply(op as Op, inputs as unknown as readonly Tensor[], attrs) as AnyTensor);
  });
  return { graph: rewritten, joints };
}

const togetherOf = (op: Op | undefined): Together<any> | undefined =>
  op === undefined || isPrimitive(op) ? undefined : (op as Composite<any>).together;

/** Another node of the computation, in the scope of the first one and with an id like its. */
function resultBeside(builder: GraphBuilder, op: Op, first: NodeId, inputs: readonly NodeId[], attrs: Node["attrs"]): AnyTensor {
  const { scope, attrs: own } = builder.nodes.get(first) as Node;
  // "scan1.h" is one of scan1; "lstm1" is the last part of what it is made of.
  const whole = first.endsWith(`.${own.result}`) ? first.slice(0, -`.${own.result}`.length) : first;
  let id = `${whole}.${attrs.result ?? op.name}`;
  while (builder.nodes.has(id)) id += "_";
  builder.adopt(id, { op: op.name, inputs, attrs, scope, shape: [], dtype: "float32" }, inputs, op);
  return builder.handle(id) as AnyTensor;
}
