import { current } from "immer";
import { edit, type GraphDraft } from "../../../graph/edit/edit.ts";
import { bypass, insertAfter, replaceUses } from "../../../graph/edit/rewire.ts";
import { GraphError } from "../../../graph/errors.ts";
import { extend } from "../../../graph/extend.ts";
import { type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { checkName } from "../../../graph/names.ts";
import type { Op } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { ancestors } from "../../../graph/walk.ts";
import { dense, denseOp } from "../../../ops/layers/dense.ts";
import { fitParameters, resizedParameters, type Shapes } from "./fit-parameters.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { usualAttrs } from "./usual-attrs.ts";

/** A draft whose nodes may be anything that is written in their place. */
type Nodes = Record<NodeId, GraphDraft["nodes"][NodeId]>;

/**
 * The graph after an edit: shapes are inferred anew, and parameters of layers whose inputs got another size are given theirs. The graph
 * carries the ops that may come in. Errors are those of `edit`, with the node; then nothing has changed.
 */
export function editGraph(graph: Graph, change: GraphEdit): Graph {
  nodeOf(graph, change.node);
  if (change.kind === "insertDense") return insertDense(graph, change.node, change.units);
  const ops = opsOf(graph);
  return edit(graph, (draft) => {
    apply(draft, graph, change);
    reshape(draft, fitParameters(current(draft) as Graph, graph, ops));
  }).graph;
}

function apply(draft: GraphDraft, graph: Graph, change: Exclude<GraphEdit, { readonly kind: "insertDense" }>): void {
  const { node: id } = change;
  const node = nodeOf(draft, id);
  switch (change.kind) {
    case "rename":
      rename(draft, graph, id, change.name);
      return;
    case "attribute":
      node.attrs = { ...nodeOf(graph, id).attrs, [change.attribute]: change.value } as typeof node.attrs;
      return;
    case "initializer":
      node.attrs = { ...nodeOf(graph, id).attrs, init: change.init } as typeof node.attrs;
      return;
    case "resize":
      resize(draft, graph, id, change.axis, change.size);
      return;
    case "replace":
      node.op = change.op;
      node.attrs = attrsFor(graph, change.op, id, nodeOf(graph, id).attrs) as typeof node.attrs;
      return;
    case "insert":
      insertAfter(draft, id, freeName(graph, change.op), { op: change.op, attrs: attrsFor(graph, change.op, id) });
      return;
    case "bypass":
      bypass(draft, id);
      removeNeededBy(draft, graph, id);
      return;
    case "delete":
      remove(draft, graph, id);
      return;
  }
}

/** The node and what belongs to it by its name, in their places. */
function rename(draft: GraphDraft, graph: Graph, id: NodeId, name: NodeId): void {
  checkName(name, "the new name of a node");
  const names = namesAfter(graph, id, name);
  const taken = [id, ...Object.keys(graph.nodes)]
    .map((old) => [old, names(old)] as const)
    .find(([old, now]) => now !== old && Object.hasOwn(graph.nodes, now));
  if (taken !== undefined) {
    throw new GraphError(`rename: names must be unique, got a second "${taken[1]}" (node "${id}"); choose another name`, {
      code: "duplicate-name",
      node: id,
    });
  }
  const nodes: Nodes = {};
  for (const [old, node] of Object.entries(graph.nodes)) nodes[names(old)] = { ...node, inputs: node.inputs.map(names) } as Nodes[NodeId];
  const renamed = (entries: Readonly<Record<string, NodeId>>, keys = (key: string): string => key): Record<string, NodeId> =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [keys(key), names(value)]));
  draft.nodes = nodes;
  draft.inputs = graph.inputs.map(names);
  draft.outputs = renamed(graph.outputs);
  draft.updates = renamed(graph.updates, names);
  if (graph.gradients !== undefined) {
    draft.gradients = graph.gradients.map(({ of, with: asked, cotangents }) => ({
      of: names(of),
      with: asked.map(names),
      cotangents: renamed(cotangents, names),
    }));
  }
}

/** Ids after a node has another name: its own parameters, "dense1.weights", go with it. */
export function namesAfter(graph: Graph, id: NodeId, name: NodeId): (old: NodeId) => NodeId {
  const own = new Set(nodeOf(graph, id).inputs.filter((input) => input.startsWith(`${id}.`) && nodeOf(graph, input).op === "parameter"));
  return (old) => (old === id ? name : own.has(old) ? `${name}${old.slice(id.length)}` : old);
}

function resize(draft: GraphDraft, graph: Graph, id: NodeId, axis: number, size: number): void {
  const node = nodeOf(graph, id);
  const shapes = Number.isSafeInteger(size) && size > 0 ? resizedParameters(graph, id, axis, size, opsOf(graph)) : undefined;
  if (shapes === undefined) {
    throw new GraphError(
      `${node.op}: the size of axis ${axis} must be a whole number ≥ 1 that its parameters allow, got ${size} (node "${id}"); choose another size`,
      { code: "bad-layer-size", node: id, expected: "a whole number ≥ 1", actual: String(size) },
    );
  }
  reshape(draft, shapes);
}

/** Gives parameters their new shapes. Numbers that were given for the old one say nothing of the new one: they are drawn. */
function reshape(draft: GraphDraft, shapes: Shapes): void {
  for (const [id, shape] of shapes) {
    const node = nodeOf(draft, id);
    const { dtype, attrs } = current(node) as Node;
    node.shape = [...shape] as typeof node.shape;
    if (Array.isArray(attrs.init)) {
      const isFloat = dtype === "float32" || dtype === "float64";
      const init: AttrValue = isFloat && shape.length > 1 ? { scaled: "glorotUniform" } : { fill: "zeros" };
      node.attrs = { ...attrs, init } as typeof node.attrs;
    }
  }
}

function insertDense(graph: Graph, after: NodeId, units: number): Graph {
  const id = freeName(graph, denseOp.name);
  const wider = extend(graph, (node) => {
    dense(node(after), { units, name: id });
    return {};
  });
  return edit(wider, (draft) => {
    replaceUses(draft, after, id, [id]);
    reshape(draft, fitParameters(current(draft) as Graph, redirected(wider, id, after), opsOf(wider)));
  }).graph;
}

/** The graph in which whatever read `from` reads `to`: what sizes were before. */
const redirected = (graph: Graph, from: NodeId, to: NodeId): Graph => ({
  ...graph,
  nodes: Object.fromEntries(
    Object.entries(graph.nodes).map(([id, node]) => [id, { ...node, inputs: node.inputs.map((input) => (input === from ? to : input)) }]),
  ),
});

function remove(draft: GraphDraft, graph: Graph, id: NodeId): void {
  const outputs = Object.entries(graph.outputs).filter(([, value]) => value !== id);
  if (outputs.length === 0) {
    throw new GraphError(`delete: a graph must keep an output, got the only one (node "${id}"); bypass the node or name another output`, {
      code: "last-output",
      node: id,
    });
  }
  delete draft.nodes[id];
  draft.outputs = Object.fromEntries(outputs);
  draft.updates = Object.fromEntries(Object.entries(graph.updates).filter(([parameter, value]) => parameter !== id && value !== id));
  draft.inputs = graph.inputs.filter((input) => input !== id);
  // What still reads it is told by the check.
  if (!Object.values(graph.nodes).some(({ inputs }) => inputs.includes(id))) removeNeededBy(draft, graph, id);
}

/** Removes what a node that is gone needed, and nothing else does. Inputs stay: callers feed them. */
function removeNeededBy(draft: GraphDraft, graph: Graph, gone: NodeId): void {
  const left = current(draft) as Graph;
  const ends = [...Object.values(left.outputs), ...Object.keys(left.updates), ...Object.values(left.updates)];
  const users = new Set(Object.values(left.nodes).flatMap(({ inputs }) => inputs));
  const needed = ancestors(
    left,
    ends.filter((id) => Object.hasOwn(left.nodes, id)),
  );
  const orphans = [...ancestors(graph, [gone])].filter((id) => id !== gone && !needed.has(id) && nodeOf(graph, id).op !== "input");
  // From the users on to what they used, so that nothing is left that reads what is gone.
  const orphaned = new Set(orphans);
  const stays = (id: NodeId): boolean =>
    users.has(id) && Object.entries(left.nodes).some(([user, { inputs }]) => inputs.includes(id) && !orphaned.has(user));
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of orphaned) {
      if (!stays(id)) continue;
      orphaned.delete(id);
      changed = true;
    }
  }
  for (const id of orphaned) delete draft.nodes[id];
}

/** The attributes that a node would have under another op: those of its own that fit by name, the usual ones for the rest. */
export function attrsFor(graph: Graph, name: string, id: NodeId, own: Node["attrs"] = {}): Node["attrs"] {
  const op = opsOf(graph).get(name);
  return op === undefined ? own : usualAttrs(op as Op, nodeOf(graph, id), own);
}

/** "relu3": the first name that is free. */
function freeName(graph: Graph, op: string): NodeId {
  for (let number = 1; ; number++) if (!Object.hasOwn(graph.nodes, `${op}${number}`)) return `${op}${number}`;
}
