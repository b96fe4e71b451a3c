import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { consumers, topologicalOrder } from "../../../graph/walk.ts";
import type { DisplayName } from "../display-names.ts";
import { formulaGraph, ownerOf, writtenOut } from "../formula/formula-graph.ts";
import { breakIntoLines } from "../formula/formula-lines.ts";
import { formulaNames } from "../formula/formula-names.ts";
import { lineWriter } from "../formula/write-line.ts";
import { plainText } from "../text.ts";
import type { DrawnCluster } from "./drawing.ts";
import { titlesOf } from "./titles.ts";

/** Lines of formula in a cluster's heading at most, and characters of each. */
const mostLines = 3;
const longestLine = 60;

export interface Clusters {
  readonly clusters: readonly DrawnCluster[];
  /** The cluster of a node of the drawn graph, undefined for what stands outside. */
  readonly clusterOf: (id: NodeId) => string | undefined;
  /** How leaves, outputs and what goes from cluster to cluster are written. */
  readonly names: ReadonlyMap<NodeId, DisplayName>;
}

/**
 * The boxes of a formula picture: one per outermost scope of the user's, and per composite outside of scopes that is drawn as
 * several nodes; each headed by its title and its formula. `drawn` is a lowered form of `declared`.
 */
export function clustersOf(declared: Graph, drawn: Graph): Clusters {
  const keys = new Map<NodeId, string>();
  const parts = new Map<NodeId, number>();
  for (const id of Object.keys(drawn.nodes)) {
    const owner = ownerOf(id, declared);
    if (owner !== undefined) parts.set(owner, (parts.get(owner) ?? 0) + 1);
  }
  for (const [id, node] of Object.entries(declared.nodes)) {
    if (node.inputs.length === 0) continue;
    const [scope] = node.scope;
    if (scope !== undefined) keys.set(id, `scope ${scope}`);
    else if ((parts.get(id) ?? 0) > 1) keys.set(id, `node ${id}`);
  }
  const members = membersOf(declared, drawn, keys);
  const { headings, names } = headingFormulas(declared, keys);
  const title = titlesOf(declared);
  const clusters = [...new Set(keys.values())].map((key): DrawnCluster => {
    const rest = key.slice(key.indexOf(" ") + 1);
    return { id: key, kind: "scope", title: [key.startsWith("scope ") ? rest : title(rest), ...(headings.get(key) ?? [])] };
  });
  const used = new Set(members.values());
  return { clusters: clusters.filter(({ id }) => used.has(id)), clusterOf: (id) => members.get(id), names };
}

/** Drawn node → its cluster. What is made of parameters alone stands in the cluster of its users, if that is one. */
function membersOf(declared: Graph, drawn: Graph, keys: ReadonlyMap<NodeId, string>): Map<NodeId, string | undefined> {
  const order = topologicalOrder(drawn);
  const users = consumers(drawn);
  const data = new Set<NodeId>();
  for (const id of order) {
    const { op, inputs } = nodeOf(drawn, id);
    if (op === "input" || inputs.some((input) => data.has(input))) data.add(id);
  }
  const members = new Map<NodeId, string | undefined>();
  for (const id of order.reverse()) {
    const own = keys.get(ownerOf(id, declared) as NodeId);
    const around = new Set((users.get(id) ?? []).map((user) => members.get(user)));
    members.set(id, own ?? (!data.has(id) && around.size === 1 ? [...around][0] : undefined));
  }
  return members;
}

/** For each cluster the lines of what leaves it; and the names that they use. `keys` says which node of `declared` is in which. */
export function headingFormulas(
  declared: Graph,
  keys: ReadonlyMap<NodeId, string>,
): { readonly headings: ReadonlyMap<string, readonly string[]>; readonly names: ReadonlyMap<NodeId, DisplayName> } {
  const formula = writtenOut(formulaGraph(declared));
  const { graph, users } = formula;
  const keyOf = (id: NodeId): string | undefined => keys.get(ownerOf(id, declared) as NodeId);
  const results = new Set(Object.values(graph.outputs));
  const crossing: NodeId[] = [];
  for (const id of formula.order) {
    if (formula.indexing.get(id) === "leaf") continue;
    const leaves = (users.get(id) ?? []).some((user) => keyOf(user) !== keyOf(id));
    if (leaves || results.has(id)) crossing.push(id);
  }
  const names = formulaNames(breakIntoLines(formula, "steps", crossing));
  const lines = breakIntoLines(formula, "compact", crossing);
  const write = lineWriter(lines, names, plainText);
  const headings = new Map<string, string[]>();
  for (const id of [...formula.order].reverse()) {
    const key = keyOf(id);
    if (key === undefined || !lines.named.has(id)) continue;
    const { left, right } = write(id);
    headings.set(key, [...(headings.get(key) ?? []), `${left} = ${right}`]);
  }
  const fits = (written: readonly string[]): boolean => written.length <= mostLines && written.every((line) => line.length <= longestLine);
  return { headings: new Map([...headings].filter(([, written]) => fits(written))), names };
}
