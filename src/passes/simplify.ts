import { boundAttrs, decodeNumber, encodeNumbers } from "../../graph/attrs.ts";
import { differentiated, mapDifferentiations } from "../../graph/differentiation.ts";
import { allocate } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import type { Attrs, AttrValue, Graph, Node, NodeId } from "../../graph/graph.ts";
import { Keys } from "../../graph/keys.ts";
import { type Fail, failAt, isPrimitive, type Primitive, type Value } from "../../graph/op.ts";
import { carryOps, opOf, opsOf } from "../../graph/ops-of.ts";
import { sameValue } from "../../graph/same-value.ts";
import { sameShape, sizeOf } from "../../graph/shape.ts";
import { rememberOrder, topologicalOrder } from "../../graph/walk.ts";

/** Constants of more elements than this are computed at run time, not when compiling. */
const foldingLimit = 4096;

/** What computes a primitive: the reference's kernels, where nodes of constants are to become constants. */
export type Evaluate = (op: Primitive<any>, inputs: readonly Value[], output: Value, attrs: Attrs, fail: Fail) => () => void;

/**
 * A smaller graph with the same results, bit for bit: equal nodes become one, nodes of constants become constants, identities
 * that are exact in floating point (x · 1, x + −0, a cast to the same dtype) disappear, and so does what no output needs.
 * Inputs stay declared. Ids of what remains do not change.
 */
export function simplify(graph: Graph, evaluate?: Evaluate): Graph {
  const ops = opsOf(graph);
  /** Node → what stands for it. */
  const entries = new Map<NodeId, Entry>();
  const kept: Entry[] = [];
  const known: Known = { leaves: new Map(), keys: new Keys() };
  const at = (id: NodeId): Entry => entries.get(id) as Entry;
  let same = true;
  for (const id of topologicalOrder(graph)) {
    const original = graph.nodes[id] as Node;
    const operands = original.inputs.map(at);
    const wired = withInputs(original, operands);
    const op = opOf(original.op, id, ops);
    const primitive = op !== undefined && isPrimitive(op) ? op : undefined;
    const equal = primitive && identityOf(primitive, wired, operands);
    const node = primitive && evaluate && !equal ? fold(primitive, id, wired, operands, evaluate) : wired;
    const inputs = node.inputs.length === 0 ? none : operands;
    const standing = equal ?? twinOf(node, inputs, known);
    same &&= standing === undefined && node === original;
    entries.set(id, standing ?? keep(id, node, inputs, known, kept));
  }
  const resolved = (names: Readonly<Record<string, NodeId>>): Readonly<Record<string, NodeId>> => {
    const standing: Record<string, NodeId> = {};
    for (const [name, id] of Object.entries(names)) standing[name] = at(id).id;
    return Object.freeze(standing);
  };
  const outputs = resolved(graph.outputs);
  const updates = resolved(graph.updates);
  for (const id of [...graph.inputs, ...Object.values(outputs), ...Object.entries(updates).flat()]) at(id).live = true;
  let live = 0;
  for (let i = kept.length - 1; i >= 0; i--) {
    const entry = kept[i] as Entry;
    if (!entry.live) continue;
    live++;
    for (const input of entry.inputs) input.live = true;
  }
  if (same && live === kept.length) return graph;
  const nodes: Record<NodeId, Node> = {};
  const order: NodeId[] = [];
  for (const entry of kept) {
    if (!entry.live) continue;
    nodes[entry.id] = entry.node;
    order.push(entry.id);
  }
  rememberOrder(Object.freeze(nodes), order);
  carryOps(nodes, ops);
  const value = (id: NodeId): NodeId | undefined => (at(id).live ? at(id).id : undefined);
  const self = (id: NodeId): NodeId | undefined => (value(id) === id ? id : undefined);
  const { gradients = [], ...rest } = graph;
  return Object.freeze({ ...rest, ...differentiated(mapDifferentiations(gradients, value, self)), nodes, outputs, updates });
}

const none: readonly Entry[] = [];

/** A node of the result, linked to its inputs and users: looking up ids is what takes time in large graphs. */
interface Entry {
  readonly id: NodeId;
  readonly node: Node;
  readonly inputs: readonly Entry[];
  /** Its number among those that are kept. */
  readonly position: number;
  /** The entries of whose inputs it is the latest. */
  readonly users: Entry[];
  /** The same by content, where they are many. */
  byContent: Map<string, Entry> | undefined;
  /** True where an output, an update or an input of the graph leads to it. */
  live: boolean;
}

function withInputs(node: Node, inputs: readonly Entry[]): Node {
  for (let i = 0; i < inputs.length; i++)
    if ((inputs[i] as Entry).id !== node.inputs[i]) return Object.freeze({ ...node, inputs: Object.freeze(inputs.map(({ id }) => id)) });
  return node;
}

/** Users of one node that are compared one by one when a twin is looked for. */
const few = 8;

/** The leaves by content. */
interface Known {
  readonly leaves: Map<string, Entry>;
  readonly keys: Keys;
}

/** The entry of an equal node: same op, inputs and attributes, or an equal constant. Inputs and parameters are each their own. */
function twinOf(node: Node, inputs: readonly Entry[], { leaves, keys }: Known): Entry | undefined {
  const latest = latestOf(inputs);
  if (latest === undefined) return isOwn(node) ? undefined : leaves.get(contentKey(node, keys));
  if (latest.users.length > few) return latest.byContent?.get(contentKey(node, keys));
  for (const user of latest.users)
    if (user.node.op === node.op && sameEntries(user.inputs, inputs) && sameAttrs(user.node, node)) return user;
  return undefined;
}

/** Of a chain's nodes each is the latest input of few, while a constant may be an input of all. */
function latestOf(inputs: readonly Entry[]): Entry | undefined {
  let latest = inputs[0];
  for (const input of inputs) if (input.position > (latest as Entry).position) latest = input;
  return latest;
}

function sameEntries(a: readonly Entry[], b: readonly Entry[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const sameAttrs = (a: Node, b: Node): boolean => sameValue(a.attrs, b.attrs);

function keep(id: NodeId, node: Node, inputs: readonly Entry[], { leaves, keys }: Known, kept: Entry[]): Entry {
  const entry: Entry = { id, node, inputs, position: kept.length, users: [], byContent: undefined, live: false };
  kept.push(entry);
  const latest = latestOf(inputs);
  if (latest === undefined) {
    if (!isOwn(node)) leaves.set(contentKey(node, keys), entry);
    return entry;
  }
  latest.users.push(entry);
  if (latest.users.length > few) {
    latest.byContent ??= new Map(latest.users.map((user) => [contentKey(user.node, keys), user]));
    latest.byContent.set(contentKey(node, keys), entry);
  }
  return entry;
}

const isOwn = ({ op }: Node): boolean => op === "input" || op === "parameter";

/** Equal keys mean equal values: op, inputs and attributes tell the type, but for constants. */
function contentKey({ op, inputs, attrs, dtype, shape }: Node, keys: Keys): string {
  const type = op === "constant" ? ` ${dtype} ${shape}` : "";
  return `${op} ${inputs} ${keys.keyOf(attrs)}${type}`;
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

function fold(op: Primitive<any>, id: NodeId, node: Node, inputs: readonly Entry[], evaluate: Evaluate): Node {
  if (inputs.length === 0) return node;
  for (const input of inputs) if (input.node.op !== "constant") return node;
  if (node.shape.some((dim) => typeof dim === "string") || sizeOf(node.shape as readonly number[]) > foldingLimit) return node;
  const attrs = boundAttrs(node.attrs, op.attrs, () => undefined);
  if (attrs === undefined) return node;
  // The order in which a long sum is added is the backend's; of no elements there is no largest one, which a run tells.
  const counts = inputs.map((input) => sizeOf(input.node.shape as readonly number[]));
  if ("reduce" in op && counts.some((count) => count === 0 || count > foldingLimit)) return node;
  const output = emptyValue(node);
  const values = inputs.map((input) => {
    const value = emptyValue(input.node);
    const elements = input.node.attrs.value as readonly AttrValue[];
    for (let i = 0; i < elements.length; i++) value.data[i] = decodeNumber(elements[i] as AttrValue);
    return value;
  });
  try {
    evaluate(op, values, output, attrs, failAt(node.op, id))();
  } catch (error) {
    // A constant that its op refuses (a label out of range) is reported by the run that asks for it.
    if (error instanceof OpError) return node;
    throw error;
  }
  return Object.freeze({
    ...node,
    op: "constant",
    inputs: Object.freeze([]),
    attrs: Object.freeze({ value: Object.freeze(encodeNumbers(output.data)) }),
  });
}

function emptyValue(node: Node): Value {
  const shape = node.shape as readonly number[];
  return { data: allocate(node.dtype, sizeOf(shape)), shape, dtype: node.dtype };
}
