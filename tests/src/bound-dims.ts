import type { Attrs, Graph, NdArray } from "dagrad";
import { evaluateDim, isDim, solveDim } from "../../graph/dim.ts";
import type { AttrValue } from "../../graph/graph.ts";

/** The sizes of named dims, as the feeds bind them. */
export function sizesOf(graph: Graph, feeds: Readonly<Record<string, NdArray>>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [id, { shape }] of Object.entries(feeds))
    for (const [axis, dim] of (graph.nodes[id]?.shape ?? []).entries()) {
      const solved = typeof dim === "string" ? solveDim(dim, shape[axis] as number) : undefined;
      if (typeof solved === "object") sizes.set(solved.name, solved.size);
    }
  return sizes;
}

/** Attributes that are shapes or positions name dims, too; other words are none that has a size. */
export function boundAttrs(attrs: Attrs, sizes: ReadonlyMap<string, number>): Attrs {
  const bound = (value: AttrValue): AttrValue => (isDim(value) ? evaluateDim(value, (name) => sizes.get(name)) : undefined) ?? value;
  return Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, Array.isArray(value) ? value.map(bound) : bound(value)]));
}
