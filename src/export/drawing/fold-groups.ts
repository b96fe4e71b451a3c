import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { consumers, topologicalOrder } from "../../../graph/walk.ts";
import type { DrawnRun } from "./drop-copies.ts";
import { type FoldKind, scopeKey } from "./fold-view.ts";

/** A group around boxes: what it is, and the key by which it closes. */
export interface FoldedGroup {
  readonly key: string;
  readonly kind: FoldKind;
  /** The composite that it is, and its op. */
  readonly of?: NodeId;
  readonly op?: string;
  readonly run?: DrawnRun;
  /** The last title of a scope. */
  readonly title?: string;
}

export type GroupPath = readonly FoldedGroup[];

export interface GroupingOptions {
  /** The graph before composites were written out. */
  readonly declared: Graph;
  /** And after. */
  readonly written: Graph;
  readonly opened: ReadonlyMap<NodeId, Node>;
  readonly runOf: ReadonlyMap<NodeId, DrawnRun>;
  readonly ownerOf: (id: NodeId) => NodeId | undefined;
}

const none: GroupPath = [];

/**
 * Node → the groups around it, from the outermost: scopes of the user's, runs of equal layers, composites that stand open, each inside what
 * it was declared in. What is made of parameters alone stands with its users; data that is fed stands outside.
 */
export function groupPaths(options: GroupingOptions): Map<NodeId, GroupPath> {
  const { written } = options;
  const own = ownPath(options);
  const order = topologicalOrder(written);
  const users = consumers(written);
  const data = new Set<NodeId>();
  for (const id of order) {
    const { op, inputs } = nodeOf(written, id);
    if (op === "input" || inputs.some((input) => data.has(input))) data.add(id);
  }
  const paths = new Map<NodeId, GroupPath>();
  for (const id of order.reverse()) {
    const { op, inputs } = nodeOf(written, id);
    if (op === "input") {
      paths.set(id, none);
      continue;
    }
    const path = own(id);
    const reads = users.get(id);
    if (data.has(id) || reads === undefined || reads.length === 0) {
      paths.set(id, path);
      continue;
    }
    const around = reads.map((user) => paths.get(user) as GroupPath).reduce(sharedPath);
    // A parameter may be declared anywhere; an op on parameters stays at least in what it was declared in.
    paths.set(id, inputs.length === 0 || sharedPath(path, around).length === path.length ? around : path);
  }
  return paths;
}

function sharedPath(one: GroupPath, other: GroupPath): GroupPath {
  let same = 0;
  while (same < one.length && one[same]?.key === other[same]?.key) same++;
  return same === one.length ? one : one.slice(0, same);
}

function ownPath({ declared, written, opened, runOf, ownerOf }: GroupingOptions): (id: NodeId) => GroupPath {
  const groups = new Map<string, FoldedGroup>();
  const groupOf = (group: FoldedGroup): FoldedGroup => {
    const known = groups.get(group.key);
    if (known === undefined) groups.set(group.key, group);
    return known ?? group;
  };
  const keys = new Map<readonly string[], readonly string[]>();
  const keysOf = (scope: readonly string[]): readonly string[] => {
    let found = keys.get(scope);
    if (found === undefined) keys.set(scope, (found = scope.map((_, i) => scopeKey(scope.slice(0, i + 1)))));
    return found;
  };
  const run = (id: NodeId): DrawnRun | undefined => runOf.get(ownerOf(id) ?? "");
  // Scopes that are partly in a run, and partly not, are not drawn there.
  const runsIn = new Map<string, DrawnRun | null | undefined>();
  for (const id in written.nodes) {
    const { scope, op } = written.nodes[id] as Node;
    if (scope.length === 0 || op === "parameter" || op === "constant") continue;
    const own = run(id);
    for (const key of keysOf(scope)) runsIn.set(key, !runsIn.has(key) || runsIn.get(key) === own ? own : null);
  }
  const composites = (id: NodeId): NodeId[] => {
    const found: NodeId[] = [];
    for (let end = id.length; end > 0; end = id.lastIndexOf(".", end - 1)) {
      const prefix = id.slice(0, end);
      if (opened.has(prefix)) found.push(prefix);
      if (Object.hasOwn(declared.nodes, prefix)) break;
    }
    return found.reverse();
  };
  const known = new Map<string, GroupPath>();
  return (id) => {
    const { scope } = nodeOf(written, id);
    const inside = composites(id);
    const around = run(id);
    const name = JSON.stringify([keysOf(scope).at(-1), around?.key, inside]);
    const found = known.get(name);
    if (found !== undefined) return found;
    const path: FoldedGroup[] = [];
    let next = 0;
    for (let depth = 0; depth <= scope.length; depth++) {
      if (around?.depth === depth) path.push(groupOf({ key: around.key, kind: "run", run: around }));
      for (; next < inside.length; next++) {
        const one = inside[next] as NodeId;
        if ((opened.get(one) as Node).scope.length > depth) break;
        path.push(groupOf({ key: one, kind: "composite", of: one, op: (opened.get(one) as Node).op }));
      }
      const key = keysOf(scope)[depth];
      // What is written out stands in a scope that is called after its composite.
      if (key === undefined || (next > 0 && opened.has(scope[depth] as string))) continue;
      const isShared = around === undefined || depth < around.depth || runsIn.get(key) === around;
      if (isShared) path.push(groupOf({ key, kind: "scope", title: scope[depth] as string }));
    }
    known.set(name, path);
    return path;
  };
}
