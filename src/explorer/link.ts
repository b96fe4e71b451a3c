import type { Graph, NodeId } from "../../graph/graph.ts";
import { ownerOf } from "../export/formula/formula-graph.ts";

/*
 * One id links formula, picture, code, text and values. A composite and what it is written out as are different nodes of one thing: a box or a
 * line that shows a composite covers all of its parts, and is marked where one of them is.
 */

export interface Links {
  /** The declared node that a node of the graph as it runs, or as the textbook writes it, is part of; itself where it is declared. */
  ownerOf(id: NodeId): NodeId;
  /** The nodes that something which shows the whole of a declared node covers, itself among them. */
  partsOf(id: NodeId): readonly NodeId[];
}

/** Links of a declared graph and of those that it is written out as, which are asked for when something is looked for in them. */
export function linksOf(declared: Graph, written: () => readonly Graph[]): Links {
  let known: ReturnType<typeof linksIn> | undefined;
  const all = (): ReturnType<typeof linksIn> => (known ??= linksIn(declared, written()));
  return {
    ownerOf: (id) => (Object.hasOwn(declared.nodes, id) ? id : (all().owners.get(id) ?? id)),
    partsOf: (id) => [...(all().parts.get(id) ?? [id])],
  };
}

function linksIn(declared: Graph, written: readonly Graph[]) {
  const parts = new Map<NodeId, Set<NodeId>>();
  const owners = new Map<NodeId, NodeId>();
  for (const { nodes } of [declared, ...written]) {
    for (const id of Object.keys(nodes)) {
      if (owners.has(id)) continue;
      const owner = ownerOf(id, declared) ?? id;
      owners.set(id, owner);
      const known = parts.get(owner);
      if (known === undefined) parts.set(owner, new Set([id]));
      else known.add(id);
    }
  }
  return { parts, owners };
}
