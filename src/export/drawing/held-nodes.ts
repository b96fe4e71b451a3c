import type { Graph, NodeId } from "../../../graph/graph.ts";
import { nodeOf } from "../../../graph/graph.ts";
import { backwardId, wordOf } from "./backward.ts";
import type { Drawing, DrawnNode } from "./drawing.ts";
import { type Optimizer, optimizerOf } from "./optimizer.ts";

/** A node whose value a box holds beside others. */
export interface HeldNode {
  readonly node: NodeId;
  /** The forward node that it is the gradient of, or the parameter that it replaces. */
  readonly of: NodeId;
  readonly is: "gradient" | "next";
  /** What it is called in the box; undefined where the line of the label does that which is at its place. */
  readonly caption?: string;
}

/** The nodes whose values stand in a box that is no node of the forward pass. */
export function heldIn(graph: Graph, { gradients = [], nextOf = [] }: DrawnNode): readonly HeldNode[] {
  const optimizer = optimizerOf(graph);
  const next = optimizer === undefined || nextOf.length === 0 ? [] : nextValues(graph, optimizer, nextOf);
  return [...gradients.map(({ node, of }) => ({ node, of, is: "gradient" }) as const), ...next];
}

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
  { nodes }: Drawing,
  boxOf: (id: NodeId) => string | undefined,
): (id: NodeId) => string | undefined {
  const ofCotangent = new Map((graph.gradients ?? []).flatMap(({ cotangents }) => Object.entries(cotangents).map(([of, id]) => [id, of])));
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
  for (const { id, nextOf = [] } of nodes) {
    const open = nextOf.flatMap((of) => {
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
