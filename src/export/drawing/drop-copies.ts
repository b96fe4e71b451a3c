import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { carryOps, opsOf } from "../../../graph/ops-of.ts";
import { findRuns } from "./fold-layers.ts";
import { type FoldView, isOpen, runKey } from "./fold-view.ts";
import type { LayerBoxes } from "./layer-boxes.ts";

/** A run of equal layers, drawn once or copy by copy. */
export interface DrawnRun {
  readonly key: string;
  readonly isOpen: boolean;
  readonly copies: readonly (readonly NodeId[])[];
  /** How many titles of scopes all its nodes share. */
  readonly depth: number;
}

export interface Dropped {
  /** The graph with the first copy alone of each run that is folded; what the last copy gives comes from the first. */
  readonly graph: Graph;
  readonly runs: readonly DrawnRun[];
  /** Node → the run that it is in. */
  readonly runOf: ReadonlyMap<NodeId, DrawnRun>;
  /** Node of a copy that is left out → what stands for it. */
  readonly stands: ReadonlyMap<NodeId, NodeId>;
}

/** Leaves out what its like is drawn for: all copies but the first of each run of equal layers that is folded. */
export function dropCopies(graph: Graph, { isLayer }: Pick<LayerBoxes, "isLayer">, view: FoldView): Dropped {
  const runs = findRuns(graph, isLayer).map(({ copies }): DrawnRun => {
    const key = runKey(firstLayer(graph, copies[0] as readonly NodeId[]));
    return { key, isOpen: isOpen(view, "run", key), copies, depth: sharedDepth(graph, copies.flat()) };
  });
  const runOf = new Map<NodeId, DrawnRun>();
  const stands = new Map<NodeId, NodeId>();
  for (const run of runs) {
    const [first] = run.copies as [readonly NodeId[]];
    for (const [at, copy] of run.copies.entries()) {
      for (const [i, id] of copy.entries()) {
        runOf.set(id, run);
        if (!run.isOpen && at > 0) stands.set(id, first[i] as NodeId);
      }
    }
  }
  if (stands.size === 0) return { graph, runs, runOf, stands };
  const now = (id: NodeId): NodeId => stands.get(id) ?? id;
  const nodes: Record<NodeId, Node> = {};
  const kept = new Set<NodeId>();
  for (const id in graph.nodes) {
    if (stands.has(id)) continue;
    const node = nodeOf(graph, id);
    nodes[id] = node.inputs.some((input) => stands.has(input)) ? { ...node, inputs: node.inputs.map(now) } : node;
    for (const input of (nodes[id] as Node).inputs) kept.add(input);
  }
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, now(id)]));
  // A number that only later copies use goes with them.
  const ends = new Set(Object.values(outputs));
  for (const [id, { op }] of Object.entries(nodes)) if (op === "constant" && !kept.has(id) && !ends.has(id)) delete nodes[id];
  carryOps(nodes, opsOf(graph));
  return { graph: { ...graph, nodes, outputs }, runs, runOf, stands };
}

/** What a run is called after: its first node that is no leaf. */
const firstLayer = (graph: Graph, copy: readonly NodeId[]): NodeId =>
  copy.find((id) => nodeOf(graph, id).inputs.length > 0) ?? (copy[0] as NodeId);

function sharedDepth(graph: Graph, ids: readonly NodeId[]): number {
  const [first] = ids;
  const scope = first === undefined ? [] : nodeOf(graph, first).scope;
  let depth = scope.length;
  for (const id of ids) {
    const other = nodeOf(graph, id).scope;
    let same = 0;
    while (same < depth && other[same] === scope[same]) same++;
    depth = same;
  }
  return depth;
}
