import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { allocate } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { failAt, isPrimitive, type Operands, type OpSet, type Primitive, type Value } from "../../graph/op.ts";
import { sameShape, sizeOf } from "../../graph/shape.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { opOf } from "./lower.ts";

/** Constants of more elements than this are computed at run time, not when compiling. */
const foldingLimit = 4096;

/**
 * A smaller graph with the same results, bit for bit: equal nodes become one, nodes of constants become constants, identities
 * that are exact in floating point (x · 1, x + −0, a cast to the same dtype) disappear, and so does what no output needs.
 * Inputs stay declared. Ids of what remains do not change.
 */
export function simplify(graph: Graph, ops: OpSet): Graph {
  /** Node → what stands for it. */
  const entries = new Map<NodeId, Entry>();
  const kept: Entry[] = [];
  const leaves = new Map<string, Entry>();
  const at = (id: NodeId): Entry => entries.get(id) as Entry;
  let same = true;
  for (const id of topologicalOrder(graph)) {
    const original = nodeOf(graph, id);
    const operands = original.inputs.map(at);
    const wired = withInputs(original, operands);
    const op = opOf(original.op, id, ops);
    const primitive = op !== undefined && isPrimitive(op) ? op : undefined;
    const equal = primitive && identityOf(primitive, wired, operands);
    const node = primitive && !equal ? fold(primitive, id, wired, operands) : wired;
    const inputs = node.inputs.length === 0 ? [] : operands;
    const standing = equal ?? twinOf(node, inputs, leaves);
    same &&= standing === undefined && node === original;
    entries.set(id, standing ?? keep({ id, node, inputs, users: [], byContent: undefined, live: false }, leaves, kept));
  }
  const resolved = (names: Readonly<Record<string, NodeId>>): Readonly<Record<string, NodeId>> =>
    Object.freeze(Object.fromEntries(Object.entries(names).map(([name, id]) => [name, at(id).id])));
  const outputs = resolved(graph.outputs);
  const updates = resolved(graph.updates);
  for (const id of [...graph.inputs, ...Object.values(outputs), ...Object.entries(updates).flat()]) at(id).live = true;
  for (const { live, inputs } of kept.toReversed()) if (live) for (const input of inputs) input.live = true;
  if (same && kept.every(({ live }) => live)) return graph;
  const nodes = Object.fromEntries(kept.filter(({ live }) => live).map(({ id, node }) => [id, node]));
  return Object.freeze({ ...graph, nodes: Object.freeze(nodes), outputs, updates });
}

/** A node of the result, linked to its inputs and users: looking up ids is what takes time in large graphs. */
interface Entry {
  readonly id: NodeId;
  readonly node: Node;
  readonly inputs: readonly Entry[];
  /** The entries whose first input it is. */
  readonly users: Entry[];
  /** The same by content, where they are many. */
  byContent: Map<string, Entry> | undefined;
  /** True where an output, an update or an input of the graph leads to it. */
  live: boolean;
}

function withInputs(node: Node, inputs: readonly Entry[]): Node {
  if (inputs.every(({ id }, i) => id === node.inputs[i])) return node;
  return Object.freeze({ ...node, inputs: Object.freeze(inputs.map(({ id }) => id)) });
}

/** Users of one node that are compared one by one when a twin is looked for. */
const few = 8;

/** The entry of an equal node: same op, inputs and attributes, or an equal constant. Inputs and parameters are each their own. */
function twinOf(node: Node, [first, ...others]: readonly Entry[], leaves: ReadonlyMap<string, Entry>): Entry | undefined {
  if (first === undefined) return isOwn(node) ? undefined : leaves.get(contentKey(node));
  if (first.users.length > few) return first.byContent?.get(contentKey(node));
  return first.users.find(
    (user) =>
      user.node.op === node.op &&
      user.inputs.length === others.length + 1 &&
      others.every((other, i) => user.inputs[i + 1] === other) &&
      JSON.stringify(user.node.attrs) === JSON.stringify(node.attrs),
  );
}

function keep(entry: Entry, leaves: Map<string, Entry>, kept: Entry[]): Entry {
  const [first] = entry.inputs;
  kept.push(entry);
  if (first === undefined) {
    if (!isOwn(entry.node)) leaves.set(contentKey(entry.node), entry);
    return entry;
  }
  first.users.push(entry);
  if (first.users.length > few) {
    first.byContent ??= new Map(first.users.map((user) => [contentKey(user.node), user]));
    first.byContent.set(contentKey(entry.node), entry);
  }
  return entry;
}

const isOwn = ({ op }: Node): boolean => op === "input" || op === "parameter";

/** Equal keys mean equal values: op, inputs and attributes tell the type, but for constants. */
function contentKey({ op, inputs, attrs, dtype, shape }: Node): string {
  const type = op === "constant" ? ` ${dtype} ${shape}` : "";
  return `${op} ${inputs} ${JSON.stringify(attrs)}${type}`;
}

function identityOf(op: Primitive<any>, node: Node, inputs: readonly Entry[]): Entry | undefined {
  if (op.identity === undefined) return undefined;
  const which = op.identity(node.attrs, inputs.map(literalOf));
  const same = which === undefined ? undefined : inputs[which];
  if (same === undefined) return undefined;
  return same.node.dtype === node.dtype && sameShape(same.node.shape, node.shape) ? same : undefined;
}

/** The number of a constant that holds one, whatever its shape. */
const literalOf = ({ node }: Entry): number | undefined =>
  node.op === "constant" && (node.attrs.value as readonly number[]).length === 1
    ? decodeNumber((node.attrs.value as readonly [number])[0])
    : undefined;

function fold(op: Primitive<any>, id: NodeId, node: Node, inputs: readonly Entry[]): Node {
  if (inputs.length === 0 || inputs.some((input) => input.node.op !== "constant")) return node;
  if (node.shape.some((dim) => typeof dim === "string") || sizeOf(node.shape as readonly number[]) > foldingLimit) return node;
  const output = emptyValue(node);
  const values = inputs.map((input) => {
    const value = emptyValue(input.node);
    for (const [i, element] of (input.node.attrs.value as readonly number[]).entries()) value.data[i] = decodeNumber(element);
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
