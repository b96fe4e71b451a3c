import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import { consumers } from "../../../graph/walk.ts";
import type { FoldStage } from "./fold-stage.ts";

/** Where a node stands in a folded drawing, by its id: also one that is not drawn, since it is part of another, or its like is drawn for it. */
export function boxFinder({ drawn, whole, dropped, isHidden, shutIn }: FoldStage): (id: NodeId) => string | undefined {
  let users: ReadonlyMap<NodeId, readonly NodeId[]> | undefined;
  const usersOf = (id: NodeId): readonly NodeId[] => {
    users ??= consumers(drawn);
    return users.get(id) ?? [];
  };
  const shown = (id: NodeId): string | undefined => {
    if (!isHidden(id)) return shutIn(id)?.key ?? id;
    const [user] = usersOf(id);
    return user === undefined ? undefined : shown(user);
  };
  const known = new Map<NodeId, string | undefined>();
  const find = (id: NodeId): string | undefined => {
    for (let end = id.length; end > 0; end = id.lastIndexOf(".", end - 1)) {
      const part = id.slice(0, end);
      const first = dropped.stands.get(part);
      if (first !== undefined) return find(first + id.slice(end));
      if (Object.hasOwn(drawn.nodes, part)) return shown(part);
      // A number that only copies use which are left out.
      if (Object.hasOwn(whole.nodes, part) && nodeOf(whole, part).op === "constant") return copyOf(part);
    }
    return undefined;
  };
  let allUsers: ReadonlyMap<NodeId, readonly NodeId[]> | undefined;
  const copyOf = (id: NodeId): string | undefined => {
    allUsers ??= consumers(whole);
    const user = allUsers.get(id)?.[0];
    return user === undefined ? undefined : find(user);
  };
  return (id) => {
    if (!known.has(id)) known.set(id, find(id));
    return known.get(id);
  };
}
