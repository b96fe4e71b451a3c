import { finish } from "../../graph/build.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Node, NodeId } from "../../graph/graph.ts";
import { isLeaf } from "../../graph/leaf.ts";
import { type AnyTensor, type Composite, isPrimitive, type Op, type Operands, type OpSet } from "../../graph/op.ts";
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
  const written = (name: string, id: NodeId): Composite<any> | undefined => {
    const op = opOf(name, id, ops);
    return op === undefined || isPrimitive(op) || keep(op) ? undefined : op;
  };
  let lowered = graph;
  for (let depth = 0; needsWriting(lowered, written); depth++) {
    if (depth === deepest) {
      throw new GraphError(`lower: composites may nest ${deepest} deep, got more; a definition must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    lowered = writeOut(lowered, written, form);
  }
  return lowered;
}

/** The composite to write out for a node of that op, undefined where it stays. */
type Written = (op: string, id: NodeId) => Composite<any> | undefined;

function needsWriting({ nodes }: Graph, written: Written): boolean {
  let needed = false;
  for (const id in nodes) if (written((nodes[id] as Node).op, id) !== undefined) needed = true;
  return needed;
}

/** One level of writing out. */
function writeOut(graph: Graph, written: Written, form: LowerForm): Graph {
  const builder = new GraphBuilder({ has: (id) => Object.hasOwn(graph.nodes, id) });
  // Nodes keep their ids, but for a composite that returns a node of others, such as its input.
  const others = new Map<NodeId, NodeId>();
  const now = (id: NodeId): NodeId => others.get(id) ?? id;
  for (const id of topologicalOrder(graph)) {
    const node = graph.nodes[id] as Node;
    const inputs = others.size === 0 ? node.inputs : node.inputs.map(now);
    const op = written(node.op, id);
    if (op === undefined) {
      builder.adopt(id, node, inputs);
      continue;
    }
    const write = form === "safe" ? (op.lower ?? op.definition) : op.definition;
    const handles = inputs.map((input) => builder.handle(input)) as unknown as Operands<AnyTensor>;
    const result = builder.expand(id, node.scope, () => write(handles, node.attrs) as Tensor);
    if (result.id !== id) others.set(id, result.id);
  }
  for (const [parameter, value] of Object.entries(graph.updates)) builder.updates.set(parameter, now(value));
  return finish(builder, graph.inputs, Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, now(id)])));
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
