import { checkGraph, checkKind } from "../check-kind.ts";
import type { AttrValue, Differentiation, Graph, Node, NodeId } from "../graph.ts";
import { sameValue } from "../same-value.ts";

/** A value before and after; null where there was or is none. */
export interface Change<T> {
  readonly from: T;
  readonly to: T;
}

/** The fields of a node that changed, attributes one by one. */
export interface NodeChanges {
  readonly op?: Change<string>;
  readonly inputs?: Change<readonly NodeId[]>;
  readonly attrs?: Readonly<Record<string, Change<AttrValue>>>;
  readonly shape?: Change<Node["shape"]>;
  readonly dtype?: Change<Node["dtype"]>;
  readonly scope?: Change<readonly string[]>;
}

/** What turns one graph into another, as plain data. Nodes are the same when their ids are. */
export interface GraphDiff {
  /** True when nothing differs but the order in which nodes are declared. */
  readonly same: boolean;
  readonly added: Readonly<Record<NodeId, Node>>;
  readonly removed: Readonly<Record<NodeId, Node>>;
  readonly changed: Readonly<Record<NodeId, NodeChanges>>;
  /** The list of inputs, null when it is the same. */
  readonly inputs: Change<readonly NodeId[]> | null;
  readonly outputs: Readonly<Record<string, Change<NodeId | null>>>;
  readonly updates: Readonly<Record<NodeId, Change<NodeId | null>>>;
  /** What is said of gradients, left out when it is the same. */
  readonly gradients?: Change<readonly Differentiation[]>;
}

/** What differs between graph `a` and graph `b`, from a to b. Linear in their sizes. */
export function diff(a: Graph, b: Graph): GraphDiff {
  checkGraph("diff", a, "a");
  checkGraph("diff", b, "b");
  const added = without(b.nodes, a.nodes);
  const removed = without(a.nodes, b.nodes);
  const changed: Record<NodeId, NodeChanges> = {};
  for (const [id, node] of Object.entries(a.nodes)) {
    const other = Object.hasOwn(b.nodes, id) ? b.nodes[id] : undefined;
    if (other === undefined || other === node) continue;
    const changes = nodeChanges(node, other);
    if (Object.keys(changes).length > 0) changed[id] = changes;
  }
  const inputs = change(a.inputs, b.inputs) ?? null;
  const outputs = entryChanges(a.outputs, b.outputs);
  const updates = entryChanges(a.updates, b.updates);
  const gradients = change<readonly Differentiation[]>(a.gradients ?? [], b.gradients ?? []);
  const same =
    inputs === null &&
    gradients === undefined &&
    [added, removed, changed, outputs, updates].every((part) => Object.keys(part).length === 0);
  return { same, added, removed, changed, inputs, outputs, updates, ...(gradients && { gradients }) };
}

/** OpError for what `diff` has not returned. */
export function checkDiff(where: string, value: unknown): void {
  const fits = typeof (value as GraphDiff | undefined)?.same === "boolean";
  checkKind(fits, where, "diff", "what differs between two graphs", value, "pass diff(before, after)");
}

const without = (nodes: Graph["nodes"], others: Graph["nodes"]): Record<NodeId, Node> =>
  Object.fromEntries(Object.entries(nodes).filter(([id]) => !Object.hasOwn(others, id)));

function nodeChanges(a: Node, b: Node): NodeChanges {
  const attrs = entryChanges(a.attrs, b.attrs);
  const fields = {
    op: change(a.op, b.op),
    inputs: change(a.inputs, b.inputs),
    attrs: Object.keys(attrs).length > 0 ? attrs : undefined,
    shape: change(a.shape, b.shape),
    dtype: change(a.dtype, b.dtype),
    scope: change(a.scope, b.scope),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
}

/** The entries that differ between two records. */
function entryChanges<T extends AttrValue>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): Record<string, Change<T | null>> {
  const changes: Record<string, Change<T | null>> = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const from = Object.hasOwn(a, key) ? (a[key] as T) : null;
    const to = Object.hasOwn(b, key) ? (b[key] as T) : null;
    if (!sameValue(from, to)) changes[key] = { from, to };
  }
  return changes;
}

const change = <T>(from: T, to: T): Change<T> | undefined => (sameValue(from as AttrValue, to as AttrValue) ? undefined : { from, to });
