import type { Differentiation, Graph, NodeId } from "./graph.ts";

/**
 * The differentiations as they are of a graph whose nodes are others now: `value` gives the node that has the value of one, `self` the
 * node that a node has become, and both undefined where there is none. What cannot be said any more is left out.
 */
export function mapDifferentiations(
  made: readonly Differentiation[],
  value: (id: NodeId) => NodeId | undefined,
  self: (id: NodeId) => NodeId | undefined,
): readonly Differentiation[] {
  return made.flatMap((one): Differentiation[] => {
    const of = value(one.of);
    const cotangents: Record<NodeId, NodeId> = {};
    const left = new Map<NodeId, NodeId>();
    for (const [id, cotangent] of Object.entries(one.cotangents)) {
      const [now, held] = [self(id), value(cotangent)];
      if (now === undefined || held === undefined) continue;
      left.set(id, now);
      cotangents[now] = held;
    }
    if (of === undefined || left.size === 0) return [];
    const asked = one.with.flatMap((id) => left.get(id) ?? []);
    return [Object.freeze({ of, with: Object.freeze(asked), cotangents: Object.freeze(cotangents) })];
  });
}

/** The part of a graph that says what was differentiated; nothing where nothing was. */
export const differentiated = (made: readonly Differentiation[]): Pick<Graph, "gradients"> =>
  made.length === 0 ? {} : { gradients: Object.freeze([...made]) };

/** The nodes of a graph that hold gradients that were asked for. */
export const gradientNodes = ({ gradients = [] }: Pick<Graph, "gradients">): ReadonlySet<NodeId> =>
  new Set(gradients.flatMap(({ with: asked, cotangents }) => asked.map((id) => cotangents[id] as NodeId)));
