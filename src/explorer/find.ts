import type { NodeId } from "../../graph/graph.ts";
import { nodeOf } from "../../graph/graph.ts";
import { showShape } from "../../graph/shape.ts";
import type { Exploration } from "./exploration.ts";
import type { Look } from "./look.ts";

/** A node that was found, and by what. */
export interface Found {
  readonly id: NodeId;
  readonly op: string;
  /** "float32[batch, 3]" */
  readonly type: string;
}

/**
 * The nodes that a query names: by a part of their ids, their ops or their titles; by their shape, as "[batch, 3]" or as it is in the run;
 * by "nan" those with an element that is not finite. In the order in which they run; what begins with the query first.
 */
export function find(exploration: Pick<Exploration, "subject" | "run">, look: Look, query: string): Found[] {
  const words = query.trim().toLowerCase();
  if (words === "") return [];
  const { subject, run } = exploration;
  const shape = words.startsWith("[") ? words.replace(/\s/g, "").replace(/\]$/, "") : undefined;
  const isNan = words === "nan" || words === "inf";
  const ids = [...new Set([...Object.keys(subject.graph.nodes), ...Object.keys(run.nodes)])];
  const found = ids.flatMap((id): (Found & { readonly rank: number })[] => {
    const node = Object.hasOwn(subject.graph.nodes, id) ? nodeOf(subject.graph, id) : nodeOf(run, id);
    const one = { id, op: node.op, type: `${node.dtype}${showShape(node.shape)}` };
    if (shape !== undefined) {
      const shapes = [node.shape, look.value(id)?.shape ?? []].map((dims) => `[${dims.join(",")}]`.toLowerCase());
      return shapes.some((text) => text.startsWith(shape)) ? [{ ...one, rank: 0 }] : [];
    }
    if (isNan && look.value(id)?.data.some((x) => !Number.isFinite(x))) return [{ ...one, rank: 0 }];
    const texts = [id, node.op, ...node.scope, String(node.attrs.title ?? "")].map((text) => text.toLowerCase());
    const at = Math.min(...texts.map((text) => (text.includes(words) ? text.indexOf(words) : Number.POSITIVE_INFINITY)));
    return at === Number.POSITIVE_INFINITY ? [] : [{ ...one, rank: at === 0 ? 0 : 1 }];
  });
  return found.sort((a, b) => a.rank - b.rank).map(({ rank: _, ...one }) => one);
}
