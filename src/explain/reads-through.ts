import type { NodeId } from "../../graph/graph.ts";
import type { Computed } from "./computed.ts";
import { readsOf } from "./reads-of.ts";

/** So many elements are followed at most. */
const most = 20_000;

/**
 * The elements that made one, through the nodes that are `inside`, as the parts of a composite are: node → its elements, those of the parts among them.
 * Each element is followed once; where they are more than 20,000, not all are.
 */
export function readsThrough(
  computed: Computed,
  id: NodeId,
  element: number,
  inside: (id: NodeId) => boolean = () => false,
): Map<NodeId, ReadonlySet<number>> {
  const found = new Map<NodeId, Set<number>>();
  const open: { readonly id: NodeId; readonly element: number }[] = [{ id, element }];
  let followed = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { node, elements } of readsOf(computed, next.id, next.element) ?? []) {
      const known = found.get(node) ?? new Set();
      found.set(node, known);
      for (const one of elements) {
        if (known.has(one)) continue;
        known.add(one);
        if (inside(node) && followed++ < most) open.push({ id: node, element: one });
      }
    }
  }
  return found;
}
