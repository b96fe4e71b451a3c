import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isElementwise, isPrimitive, type Op, type OpSet } from "../../../graph/op.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { consumers, topologicalOrder } from "../../../graph/walk.ts";
import { isShown, lower } from "../../passes/lower.ts";
import { formOf } from "../form-of.ts";

/**
 * What an op's result is, element by element.
 *
 * element: an element of it depends on one element of each operand, and can be written under the same indices;
 * reduction: on all elements along some axes, under a running index; opaque: on the operands as a whole, as of matmul.
 */
export type Indexing = "leaf" | "element" | "reduction" | "opaque";

/** A graph in the ops that formulas are written in: as declared, but softmax and the like written out as their textbook sums. */
export interface FormulaGraph {
  readonly declared: Graph;
  /** Its nodes as formulas write them. */
  readonly graph: Graph;
  readonly ops: OpSet;
  readonly order: readonly NodeId[];
  readonly users: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly indexing: ReadonlyMap<NodeId, Indexing>;
  /** Composite nodes of the declared graph that are written out; each id names its last part. */
  readonly written: ReadonlySet<NodeId>;
}

export function formulaGraph(declared: Graph): FormulaGraph {
  const written = new Set<string>();
  for (;;) {
    const graph = lower(declared, { form: "textbook", keep: (op) => isShown(op) || !written.has(op.name) });
    const insides = inspect(graph);
    const known = written.size;
    for (const [id, inside] of insides) if (inside.reduces || (inside.indexable && !inside.elementwise)) written.add(nodeOf(graph, id).op);
    if (written.size > known) continue;
    const isWritten = (id: NodeId): boolean => written.has(nodeOf(declared, id).op);
    return describe(declared, graph, insides, new Set(Object.keys(declared.nodes).filter(isWritten)));
  }
}

/** The same formula with all composites written out. */
export function writtenOut({ declared, graph, written }: FormulaGraph): FormulaGraph {
  return describe(declared, lower(graph, { form: "textbook", keep: isShown }), new Map(), written);
}

function describe(declared: Graph, graph: Graph, insides: ReadonlyMap<NodeId, Inside>, written: ReadonlySet<NodeId>): FormulaGraph {
  const ops = opsOf(graph);
  const indexing = new Map(Object.entries(graph.nodes).map(([id, node]) => [id, indexingOf(opOf(node.op, id, ops), insides.get(id))]));
  return { declared, graph, ops, order: topologicalOrder(graph), users: consumers(graph), indexing, written };
}

/** What the textbook form of a composite node is made of. */
interface Inside {
  /** Its result can be written under indices, with a running index in it. */
  reduces: boolean;
  /** Each element of it can be written as elements of the operands; at the same position. */
  indexable: boolean;
  elementwise: boolean;
}

function inspect(graph: Graph): Map<NodeId, Inside> {
  const insides = new Map<NodeId, Inside>();
  const declaredOps = opsOf(graph);
  for (const [id, node] of Object.entries(graph.nodes)) {
    const op = opOf(node.op, id, declaredOps);
    if (op !== undefined && !isPrimitive(op)) insides.set(id, { reduces: false, indexable: true, elementwise: true });
  }
  if (insides.size === 0) return insides;
  const lowered = lower(graph, { form: "textbook", keep: isShown });
  const ops = opsOf(lowered);
  const reducing = new Set<NodeId>();
  for (const id of topologicalOrder(lowered)) {
    const node = nodeOf(lowered, id);
    const owner = ownerOf(id, graph);
    const inside = owner === undefined ? undefined : insides.get(owner);
    const op = opOf(node.op, id, ops);
    if (inside === undefined || op === undefined) continue;
    const kind = indexingOf(op, undefined);
    if (kind !== "element") inside.indexable = false;
    if (!isElementwise(op)) inside.elementwise = false;
    const reads = (input: NodeId): boolean => reducing.has(input) && ownerOf(input, graph) === owner;
    if (kind === "reduction" || (kind === "element" && node.inputs.some(reads))) reducing.add(id);
    if (id === owner) inside.reduces = reducing.has(id);
  }
  return insides;
}

function indexingOf(op: Op | undefined, inside: Inside | undefined): Indexing {
  if (op === undefined) return "leaf";
  if (!isPrimitive(op)) return inside?.elementwise ? "element" : "opaque";
  if ("reduce" in op) return "reduction";
  return isElementwise(op) || formOf(op).notation.subscripts ? "element" : "opaque";
}

/** The node of `graph` that a node of its lowered form is part of: itself, or the one whose id its own starts with. */
export function ownerOf(id: NodeId, graph: Graph): NodeId | undefined {
  for (let end = id.length; end > 0; end = id.lastIndexOf(".", end - 1)) {
    const prefix = id.slice(0, end);
    if (Object.hasOwn(graph.nodes, prefix)) return prefix;
  }
  return undefined;
}
