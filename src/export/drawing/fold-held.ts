import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { backwardId, wordOf } from "./backward.ts";
import type { DrawnNode, HeldNode } from "./drawing.ts";
import { type Optimizer, optimizerOf } from "./optimizer.ts";

/** The nodes whose values stand in a box beside those of the forward pass: in the order of its lines. */
export function heldIn(graph: Graph, { tooltip }: Pick<DrawnNode, "tooltip">): readonly HeldNode[] {
  const optimizer = optimizerOf(graph);
  const changed = Object.keys(graph.updates).filter((id) => tooltip.includes(`${id} ← ${graph.updates[id]}`));
  if (optimizer !== undefined && changed.length > 0) return nextValues(graph, optimizer, changed);
  const ofCotangent = cotangentOwners(graph);
  return tooltip.flatMap((node): HeldNode[] => {
    const of = ofCotangent.get(node);
    return of === undefined ? [] : [{ node, of, is: "gradient" }];
  });
}

/** Gradient → what it is of; of several that share one the first, after which it is called. */
const cotangentOwners = ({ gradients = [] }: Graph): ReadonlyMap<NodeId, NodeId> =>
  new Map(gradients.flatMap(({ cotangents }) => Object.entries(cotangents).map(([of, id]) => [id, of] as const)).reverse());

/** The next values of parameters; of one alone those of its states, too, for which there is room then. */
function nextValues({ updates }: Graph, optimizer: Optimizer, ids: readonly NodeId[]): HeldNode[] {
  const next = (of: NodeId, caption?: string): HeldNode => ({
    node: updates[of] as NodeId,
    of,
    is: "next",
    ...(caption !== undefined && { caption }),
  });
  const [only] = ids as readonly [NodeId];
  const states = ids.length > 1 ? [] : optimizer.statesOf(only).map((state) => next(`${optimizer.name}.${only}.${state}`, state));
  return [...ids.map((id) => next(id, ids.length > 1 ? wordOf(id) : states.length > 0 ? "" : undefined)), ...states];
}

/** Node of the backward pass or of the optimiser → the box beside those of the forward pass in which it stands. `boxOf` finds these. */
export function placesBeside(
  graph: Graph,
  holding: ReadonlyMap<string, readonly HeldNode[]>,
  boxOf: (id: NodeId) => string | undefined,
): (id: NodeId) => string | undefined {
  const ofCotangent = cotangentOwners(graph);
  const backward = (id: NodeId): string | undefined => {
    for (let end = id.length; end > 0; end = id.lastIndexOf(".", end - 1)) {
      const of = ofCotangent.get(id.slice(0, end));
      const beside = of === undefined ? undefined : boxOf(of);
      if (beside !== undefined) return backwardId(beside);
    }
    return undefined;
  };
  const optimizer = optimizerOf(graph);
  const changing = new Map<NodeId, string>();
  for (const [id, holds] of holding) {
    const open = holds.flatMap(({ is, of }) => {
      if (is !== "next") return [];
      const states = optimizer?.statesOf(of).map((state) => `${optimizer.name}.${of}.${state}`) ?? [];
      return [...states, ...[of, ...states].map((parameter) => graph.updates[parameter] as NodeId)];
    });
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (changing.has(node) || backward(node) !== undefined || boxOf(node) !== undefined) continue;
      changing.set(node, id);
      open.push(...nodeOf(graph, node).inputs);
    }
  }
  return (id) => backward(id) ?? changing.get(id);
}
