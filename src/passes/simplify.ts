import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { allocate } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { failAt, isPrimitive, type Operands, type OpSet, type Primitive, type Value } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { opOf } from "./lower.ts";

/** Constants of more elements than this are computed at run time, not when compiling. */
const foldingLimit = 4096;

/**
 * A smaller graph with the same results, bit for bit: equal nodes become one, nodes of constants become constants, identities
 * that are exact in floating point (x · 1, x + −0, a cast to the same dtype) disappear, and so does what no output needs.
 * Inputs stay declared. Ids of what remains do not change.
 */
export function simplify(graph: Graph, ops: OpSet): Graph {
  const kept = new Map<NodeId, Node>();
  /** Node → the one that stands for it. */
  const stands = new Map<NodeId, NodeId>();
  const byContent = new Map<string, NodeId>();
  const used = new Set<NodeId>();
  let same = true;
  for (const id of topologicalOrder(graph)) {
    const original = nodeOf(graph, id);
    const { node, equal } = simpler(id, withInputs(original, stands), ops, kept);
    const key = equal === undefined ? contentKey(node) : undefined;
    const known = equal ?? (key === undefined ? undefined : byContent.get(key));
    same &&= known === undefined && node === original;
    if (known !== undefined) {
      stands.set(id, known);
      continue;
    }
    if (key !== undefined) byContent.set(key, id);
    kept.set(id, node);
    for (const input of node.inputs) used.add(input);
  }
  const outputs = resolved(graph.outputs, stands);
  const updates = resolved(graph.updates, stands);
  const ends = [...graph.inputs, ...Object.values(outputs), ...Object.entries(updates).flat()];
  for (const id of ends) used.add(id);
  // Where every node is used by another or at the end, each leads to an end.
  if (same && used.size === kept.size) return graph;
  const all = { ...graph, nodes: Object.fromEntries(kept), outputs, updates };
  if (used.size === kept.size) return Object.freeze({ ...all, nodes: Object.freeze(all.nodes) });
  const needed = ancestors(all, ends);
  return Object.freeze({ ...all, nodes: Object.freeze(Object.fromEntries([...kept].filter(([id]) => needed.has(id)))) });
}

const resolved = (names: Readonly<Record<string, NodeId>>, stands: ReadonlyMap<NodeId, NodeId>): Readonly<Record<string, NodeId>> =>
  Object.freeze(Object.fromEntries(Object.entries(names).map(([name, id]) => [name, stands.get(id) ?? id])));

function withInputs(node: Node, stands: ReadonlyMap<NodeId, NodeId>): Node {
  if (stands.size === 0 || !node.inputs.some((input) => stands.has(input))) return node;
  return Object.freeze({ ...node, inputs: Object.freeze(node.inputs.map((input) => stands.get(input) ?? input)) });
}

/** Equal keys mean equal values: op, inputs and attributes tell the type, but for constants. Inputs and parameters are each their own. */
function contentKey({ op, inputs, attrs, dtype, shape }: Node): string | undefined {
  if (op === "input" || op === "parameter") return undefined;
  const type = op === "constant" ? ` ${dtype} ${shape}` : "";
  return `${op} ${inputs} ${JSON.stringify(attrs)}${type}`;
}

/** The node with what can be computed now computed, or the input that it is equal to. */
function simpler(
  id: NodeId,
  node: Node,
  ops: OpSet,
  kept: ReadonlyMap<NodeId, Node>,
): { readonly node: Node; readonly equal?: NodeId | undefined } {
  const op = opOf(node.op, id, ops);
  if (op === undefined || !isPrimitive(op)) return { node };
  const equal = identityOf(op, node, kept);
  return { node: equal === undefined ? fold(op, id, node, kept) : node, equal };
}

function identityOf(op: Primitive<any>, node: Node, kept: ReadonlyMap<NodeId, Node>): NodeId | undefined {
  if (op.identity === undefined) return undefined;
  const which = op.identity(
    node.attrs,
    node.inputs.map((input) => literalOf(kept.get(input) as Node)),
  );
  const same = which === undefined ? undefined : (node.inputs[which] as NodeId);
  if (same === undefined) return undefined;
  const source = kept.get(same) as Node;
  const fits =
    source.dtype === node.dtype && source.shape.length === node.shape.length && source.shape.every((dim, axis) => dim === node.shape[axis]);
  return fits ? same : undefined;
}

/** The number of a constant that holds one, whatever its shape. */
const literalOf = (node: Node): number | undefined =>
  node.op === "constant" && (node.attrs.value as readonly number[]).length === 1
    ? decodeNumber((node.attrs.value as readonly [number])[0])
    : undefined;

function fold(op: Primitive<any>, id: NodeId, node: Node, kept: ReadonlyMap<NodeId, Node>): Node {
  const inputs = node.inputs.map((input) => kept.get(input) as Node);
  if (inputs.length === 0 || inputs.some((input) => input.op !== "constant")) return node;
  if (node.shape.some((dim) => typeof dim === "string") || sizeOf(node.shape as readonly number[]) > foldingLimit) return node;
  const output = emptyValue(node);
  const values = inputs.map((input) => {
    const value = emptyValue(input);
    for (const [i, element] of (input.attrs.value as readonly number[]).entries()) value.data[i] = decodeNumber(element);
    return value;
  });
  try {
    op.kernel(values as unknown as Operands<Value>, output, node.attrs, failAt(node.op, id))();
  } catch (error) {
    // A constant that its op refuses (a label out of range) is reported by the run that asks for it.
    if (error instanceof OpError) return node;
    throw error;
  }
  return Object.freeze({
    ...node,
    op: "constant",
    inputs: Object.freeze([]),
    attrs: Object.freeze({ value: Object.freeze(Array.from(output.data, encodeNumber)) }),
  });
}

function emptyValue(node: Node): Value {
  const shape = node.shape as readonly number[];
  return { data: allocate(node.dtype, sizeOf(shape)), shape, dtype: node.dtype };
}
