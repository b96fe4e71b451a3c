import { finish } from "../../graph/build.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isLeaf } from "../../graph/leaf.ts";
import { type AnyTensor, isPrimitive, type Op, type Operands, type OpSet } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/walk.ts";

/** Which form of a composite is written out: what executes, or the textbook formula. */
export type LowerForm = "safe" | "textbook";

export interface LowerOptions {
  /** "safe" (default): each composite becomes what its `lower` says. "textbook": what its `definition` says. */
  readonly form?: LowerForm;
  /** True for the ops that stay as they are; by default the primitives. */
  readonly keep?: (op: Op) => boolean;
}

const deepest = 64;

/**
 * Writes out composites until only kept ops are left. A composite's parts stand in its scope under ids "softmax1.exp1"; its
 * last part takes its id, so users, outputs and traces still find it by name.
 * GraphError: unknown op, or composites that contain themselves.
 */
export function lower(graph: Graph, ops: OpSet, { form = "safe", keep = isPrimitive }: LowerOptions = {}): Graph {
  let lowered = graph;
  for (let depth = 0; ; depth++) {
    const expanded = lowerOnce(lowered, ops, form, keep);
    if (expanded === undefined) return lowered;
    if (depth === deepest) {
      throw new GraphError(`lower: composites may nest ${deepest} deep, got more; a definition must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    lowered = expanded;
  }
}

/** One level of writing out, or undefined when there is nothing left to write out. */
function lowerOnce(graph: Graph, ops: OpSet, form: LowerForm, keep: (op: Op) => boolean): Graph | undefined {
  const builder = new GraphBuilder({ has: (id) => Object.hasOwn(graph.nodes, id) });
  const handles = new Map<NodeId, Tensor>();
  let expanded = false;
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const inputs = node.inputs.map((input) => handles.get(input) as Tensor);
    const op = opOf(node.op, id, ops);
    if (op === undefined || isPrimitive(op) || keep(op)) {
      handles.set(id, builder.copy(id, node, inputs));
      continue;
    }
    expanded = true;
    const write = form === "safe" ? (op.lower ?? op.definition) : op.definition;
    handles.set(
      id,
      builder.expand(id, node.scope, () => write(inputs as unknown as Operands<AnyTensor>, node.attrs) as Tensor),
    );
  }
  if (!expanded) return undefined;
  const renamed = (names: Readonly<Record<string, NodeId>>) =>
    Object.fromEntries(Object.entries(names).map(([name, id]) => [name, (handles.get(id) as Tensor).id]));
  for (const [parameter, value] of Object.entries(renamed(graph.updates))) builder.updates.set(parameter, value);
  return finish(builder, graph.inputs, renamed(graph.outputs));
}

/** The definition of an op, undefined for leaves. GraphError when the set lacks it. */
export function opOf(name: string, id: NodeId, ops: OpSet): Op | undefined {
  if (isLeaf(name)) return undefined;
  const op = ops.get(name);
  if (op === undefined) {
    throw new GraphError(`ops: every op must be in the op set, got "${name}" (node "${id}"); pass { ops: opSet(standardOps, ${name}Op) }`, {
      code: "unknown-op",
      node: id,
      actual: name,
    });
  }
  return op;
}
