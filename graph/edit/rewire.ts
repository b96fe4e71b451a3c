import { current, isDraft } from "immer";
import { checkKind } from "../check-kind.ts";
import { checkOptions } from "../check-options.ts";
import { GraphError } from "../errors.ts";
import { type Attrs, type Graph, type NodeId, nodeOf } from "../graph.ts";
import type { Op } from "../op.ts";
import { ancestors } from "../walk.ts";
import { bringIn, type GraphDraft } from "./edit.ts";

/*
 * Common edits of a draft, for use inside `edit`. Each is one pass over the graph: it looks at a plain copy and touches only the
 * nodes that change, since reading through a draft makes a proxy of everything that is read.
 */

/** A node to be added; its shape and dtype are inferred when the edit ends. */
export interface NewNode {
  /** The op, or the name of one that the graph carries. */
  readonly op: string | Op;
  readonly inputs: readonly NodeId[];
  readonly attrs?: Attrs;
  readonly scope?: readonly string[];
}

/** Adds the node `id`. GraphError when there is one already. */
export function addNode(draft: GraphDraft, id: NodeId, node: NewNode): void {
  add("addNode", draft, id, node);
}

function add(where: string, draft: GraphDraft, id: NodeId, node: NewNode): void {
  checkDraft(where, draft);
  checkKind(typeof id === "string", where, "id", "a text", id, 'name the new node: "tanh1"');
  checkOptions(where, node, ["op", "inputs", "attrs", "scope"], id);
  const { op, inputs, attrs = {}, scope = [] } = node ?? {};
  checkKind(op !== undefined, where, "op", "an op or the name of one", op, 'write { op: tanhOp, inputs: ["dense1"] }');
  checkKind(Array.isArray(inputs), where, "inputs", "a list of ids", inputs, 'write { op: tanhOp, inputs: ["dense1"] }');
  if (Object.hasOwn(draft.nodes, id)) {
    throw new GraphError(`${where}: names must be unique, got a second "${id}"; choose another name`, { code: "duplicate-name", node: id });
  }
  if (typeof op !== "string") bringIn(draft, op);
  draft.nodes[id] = {
    op: typeof op === "string" ? op : op.name,
    inputs: [...inputs],
    attrs: { ...attrs } as GraphDraft["nodes"][NodeId]["attrs"],
    shape: [],
    dtype: "float32",
    scope: [...scope],
  };
}

/** OpError for what is no draft, such as the graph itself: it cannot be changed. */
function checkDraft(where: string, draft: unknown): void {
  checkKind(isDraft(draft), where, "draft", "the draft of an edit", draft, `write edit(graph, (draft) => ${where}(draft, …))`);
}

/** Whatever uses `from`, as an input, an output or the value of an update, uses `to` instead; nodes in `except` do not change. */
export function replaceUses(draft: GraphDraft, from: NodeId, to: NodeId, except: readonly NodeId[] = []): void {
  checkDraft("replaceUses", draft);
  for (const id of [from, to]) checkKind(typeof id === "string", "replaceUses", "from and to", "ids of nodes", id, "name both");
  checkKind(Array.isArray(except), "replaceUses", "except", "a list of ids", except, 'pass ["relu1"]');
  redirect(draft, new Map([[from, to]]), new Set(except));
}

function redirect(draft: GraphDraft, replacements: ReadonlyMap<NodeId, NodeId>, except: ReadonlySet<NodeId>): void {
  const graph = current(draft) as Graph;
  for (const [id, { inputs }] of Object.entries(graph.nodes)) {
    if (inputs.some((input) => replacements.has(input)) && !except.has(id)) {
      nodeOf(draft, id).inputs = inputs.map((input) => replacements.get(input) ?? input);
    }
  }
  for (const [name, id] of Object.entries(graph.outputs)) draft.outputs[name] = replacements.get(id) ?? id;
  for (const [parameter, id] of Object.entries(graph.updates)) draft.updates[parameter] = replacements.get(id) ?? id;
}

/** Puts the new node `id` behind the node `after`, its first input: whatever used that uses the new node instead. */
export function insertAfter(
  draft: GraphDraft,
  after: NodeId,
  id: NodeId,
  node: Omit<NewNode, "inputs"> & { /** Further inputs of the new node. */ readonly inputs?: readonly NodeId[] },
): void {
  checkDraft("insertAfter", draft);
  const { scope } = nodeOf(draft, after);
  checkKind(typeof node === "object" && node !== null, "insertAfter", "the node", "an object", node, "write { op: tanhOp }");
  const { inputs = [] } = node;
  checkKind(Array.isArray(inputs), "insertAfter", "inputs", "a list of ids", inputs, "leave it out where there is no further one");
  add("insertAfter", draft, id, { scope, ...node, inputs: [after, ...inputs] });
  replaceUses(draft, after, id, [id]);
}

/** Takes nodes out; whatever used one uses its first input instead. GraphError when a node has none. */
export function bypass(draft: GraphDraft, ...ids: readonly NodeId[]): void {
  checkDraft("bypass", draft);
  const graph = current(draft) as Graph;
  const standIns = new Map<NodeId, NodeId>();
  for (const id of ids) {
    const [input] = nodeOf(graph, id).inputs;
    if (input === undefined) {
      throw new GraphError(`bypass: the node must have an input to stand for it, got none (node "${id}"); replaceUses, then delete it`, {
        code: "no-input",
        node: id,
      });
    }
    standIns.set(id, input);
  }
  redirect(draft, new Map(ids.map((id) => [id, lastStandIn(id, standIns)])), new Set(ids));
  for (const id of ids) delete draft.nodes[id];
}

/** Follows stand-ins that are taken out themselves, and shortens the way for the next one. */
function lastStandIn(id: NodeId, standIns: Map<NodeId, NodeId>): NodeId {
  const way = new Set<NodeId>();
  let end = id;
  for (let next = standIns.get(end); next !== undefined && !way.has(end); next = standIns.get(end)) {
    way.add(end);
    end = next;
  }
  for (const passed of way) standIns.set(passed, end);
  return end;
}

/** Removes the nodes that no output and no update needs. Inputs stay: callers feed them. */
export function removeUnused(draft: GraphDraft): void {
  checkDraft("removeUnused", draft);
  const graph = current(draft) as Graph;
  const needed = ancestors(graph, [...Object.values(graph.outputs), ...Object.keys(graph.updates), ...Object.values(graph.updates)]);
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.op !== "input" && !needed.has(id)) delete draft.nodes[id];
  }
}
