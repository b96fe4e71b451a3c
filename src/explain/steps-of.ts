import { type Differentiation, type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { backwardOf } from "./names.ts";
import { ownersIn } from "./owners.ts";

/** One step of a run, as a page goes through it. */
export type Step = ForwardStep | BackwardStep | UpdateStep;

interface StepBase {
  /** The node whose value the step gives. */
  readonly node: NodeId;
  /** What had to be computed for it, and belongs to no other step; inputs before their users. */
  readonly parts: readonly NodeId[];
}

export interface ForwardStep extends StepBase {
  readonly phase: "forward";
  /** A composite as a whole: its parts are of this step. */
  readonly isWhole: boolean;
}

/** The gradient by a node: `node` holds it, which may be that of several. */
export interface BackwardStep extends StepBase {
  readonly phase: "backward";
  readonly of: NodeId;
  readonly by: NodeId;
}

/** The value that a parameter takes after the run. */
export interface UpdateStep extends StepBase {
  readonly phase: "update";
  readonly parameter: NodeId;
}

export interface StepsOptions {
  /** As it was declared; composites of it may be gone through as a whole. */
  readonly declared?: Graph<any, any>;
  /** Which composites are; none by default. */
  readonly isWhole?: (composite: NodeId) => boolean;
}

/**
 * The steps of a run of a graph whose composites are written out: forward in the order of computation, the gradients in the opposite order, then
 * the updates. Leaves take no step. Linear in nodes.
 */
export function stepsOf(graph: Graph<any, any>, { declared, isWhole = () => false }: StepsOptions = {}): Step[] {
  const order = topologicalOrder(graph);
  const position = new Map(order.map((id, i) => [id, i]));
  const owners = declared === undefined ? new Map<NodeId, NodeId>() : ownersIn(graph, declared, isWhole);
  const backward = backwardOf(graph);
  const late = updatingOf(graph);
  const done = new Set<NodeId>();

  // What no output and no update needs is not computed.
  const needed = ancestors(graph, [...Object.values(graph.outputs), ...Object.values(graph.updates)]);
  const forward = order.filter((id) => needed.has(id) && nodeOf(graph, id).inputs.length > 0 && !backward.nodes.has(id) && !late.has(id));
  const held = new Map<NodeId, NodeId[]>();
  for (const id of forward) {
    const owner = owners.get(id);
    if (owner === undefined || owner === id) continue;
    const parts = held.get(owner);
    if (parts) parts.push(id);
    else held.set(owner, [id]);
  }
  const steps: Step[] = [];
  for (const id of forward) {
    const owner = owners.get(id);
    if (owner === undefined || owner === id) steps.push({ phase: "forward", node: id, isWhole: owner === id, parts: held.get(id) ?? [] });
    done.add(id);
  }

  const newlyNeeded = (id: NodeId, among: (id: NodeId) => boolean): NodeId[] => {
    const found: NodeId[] = [];
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const input of nodeOf(graph, next).inputs) {
        if (done.has(input) || !among(input)) continue;
        done.add(input);
        open.push(input);
        if (nodeOf(graph, input).inputs.length > 0) found.push(input);
      }
    }
    return found.sort((a, b) => (position.get(a) as number) - (position.get(b) as number));
  };

  for (const { of, cotangents } of told(graph)) {
    const gradients = new Set(Object.values(cotangents));
    for (const by of order.toReversed()) {
      const node = Object.hasOwn(cotangents, by) ? cotangents[by] : undefined;
      const owner = owners.get(by);
      if (node === undefined || !needed.has(node) || (owner !== undefined && owner !== by)) continue;
      done.add(node);
      // A gradient has a step of its own, unless it stands inside of a composite.
      const among = (id: NodeId): boolean => backward.nodes.has(id) && !(gradients.has(id) && owners.size === 0);
      steps.push({ phase: "backward", node, of, by, parts: newlyNeeded(node, among) });
    }
  }
  for (const [parameter, node] of Object.entries(graph.updates)) {
    done.add(node);
    steps.push({ phase: "update", node, parameter, parts: newlyNeeded(node, (id) => late.has(id)) });
  }
  return steps;
}

/** The derivatives that are gone through: of a training step those that its updates are made of. */
function told({ gradients = [], ...graph }: Graph<any, any>): readonly Differentiation[] {
  const updates = Object.values(graph.updates);
  if (updates.length === 0) return gradients;
  const needed = ancestors(graph, updates);
  return gradients.filter(({ cotangents }) => Object.values(cotangents).some((id) => needed.has(id)));
}

const updating = new WeakMap<Graph["nodes"], ReadonlySet<NodeId>>();

/** What only new values of parameters are made of, and not of what was fed: the rate, too, that is also an output. Kept for graphs that were asked before. */
export function updatingOf(graph: Graph): ReadonlySet<NodeId> {
  const known = updating.get(graph.nodes) ?? foundUpdating(graph, backwardOf(graph).nodes);
  updating.set(graph.nodes, known);
  return known;
}

function foundUpdating(graph: Graph, backward: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const updates = Object.values(graph.updates);
  if (updates.length === 0) return new Set();
  const fed = new Set(graph.inputs);
  for (const id of topologicalOrder(graph)) if (nodeOf(graph, id).inputs.some((input) => fed.has(input))) fed.add(id);
  const shown = Object.values(graph.outputs).filter((id) => fed.has(id));
  const forward = ancestors(graph, [...shown, ...(graph.gradients ?? []).map(({ of }) => of)]);
  return new Set(
    [...ancestors(graph, [...updates, ...Object.values(graph.outputs)])].filter((id) => !forward.has(id) && !backward.has(id)),
  );
}
