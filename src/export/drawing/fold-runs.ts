import type { Graph, NodeId } from "../../../graph/graph.ts";
import { ownerOf } from "../formula/formula-graph.ts";
import type { Drawing, DrawnCluster, DrawnEdge, DrawnNode } from "./drawing.ts";
import { findRuns, repeatTitle } from "./fold-layers.ts";
import { layerBoxes } from "./layer-boxes.ts";
import { summaryOf } from "./summary.ts";

/** What a picture of the ops of a graph need not show, since its like is shown. */
export interface Folding {
  /** How many nodes are left. */
  readonly count: number;
  readonly fold: (drawing: Drawing) => Drawing;
}

/** Where a node stands among repeated layers: in which copy of which run, and what stands for it in the first copy. */
interface Standing {
  readonly run: number;
  readonly copy: number;
  readonly first: NodeId;
}

/**
 * Runs of equal layers, op by op: only the first copy is drawn, under its own names, in a dashed box that says how often it comes. What leaves
 * the last copy leaves that box. `drawn` is a lowered form of `declared`.
 */
export function foldingOf(declared: Graph, drawn: Graph): Folding {
  const layers = layerBoxes(declared);
  const runs = findRuns(declared, layers.isLayer);
  const standings = new Map<NodeId, Standing>();
  for (const [run, { copies }] of runs.entries())
    for (const [copy, ids] of copies.entries())
      for (const [i, id] of ids.entries()) standings.set(id, { run, copy, first: copies[0]?.[i] as NodeId });
  /** Of a drawn node, which is named after the declared one that it is part of. */
  const standing = (id: string): Standing | undefined => {
    const owner = ownerOf(id, declared);
    const found = owner === undefined ? undefined : standings.get(owner);
    return found && { ...found, first: found.first + id.slice((owner as NodeId).length) };
  };
  const boxes = runs.map(({ copies }, run): DrawnCluster => {
    const numbers = copies.map((copy) => copy.flatMap((id) => layers.layerOf(id) ?? []));
    return { id: `repeat ${run}`, kind: "repeat", title: [repeatTitle(copies.length, numbers[0]?.[0], numbers.at(-1)?.at(-1))] };
  });
  const isLeftOut = (id: string): boolean => (standing(id)?.copy ?? 0) > 0;
  return {
    count: Object.keys(drawn.nodes).filter((id) => !isLeftOut(id)).length,
    fold: (drawing) =>
      runs.length === 0 ? drawing : folded({ ...drawing, title: [...drawing.title, summaryOf(declared, layers)] }, standing, boxes),
  };
}

function folded(drawing: Drawing, standing: (id: string) => Standing | undefined, boxes: readonly DrawnCluster[]): Drawing {
  const isLeftOut = (id: string): boolean => (standing(id)?.copy ?? 0) > 0;
  // Which clusters lie wholly in one copy, and stay inside its box; others are around the box.
  const copiesIn = new Map<string, Set<string>>();
  for (const { id, cluster } of drawing.nodes) {
    if (cluster === undefined) continue;
    const at = standing(id);
    const key = at === undefined ? "" : `${at.run} ${at.copy}`;
    copiesIn.set(cluster, (copiesIn.get(cluster) ?? new Set()).add(key));
  }
  const isInside = (cluster: string): boolean => copiesIn.get(cluster)?.size === 1 && !copiesIn.get(cluster)?.has("");
  const parents = new Map<string, string>();
  const place = (node: DrawnNode): DrawnNode => {
    const at = standing(node.id);
    if (at === undefined) return node;
    const box = `repeat ${at.run}`;
    const { cluster } = node;
    if (cluster === undefined) return { ...node, cluster: box };
    parents.set(isInside(cluster) ? cluster : box, isInside(cluster) ? box : cluster);
    return isInside(cluster) ? node : { ...node, cluster: box };
  };
  const edges = new Map<string, DrawnEdge>();
  for (const edge of drawing.edges) {
    if (isLeftOut(edge.to)) continue;
    // Into the first copy leads what comes from outside; what the last copy gives comes from the first, which stands for it.
    const from = isLeftOut(edge.from) ? (standing(edge.from) as Standing).first : edge.from;
    edges.set(`${from}\n${edge.to}`, { ...edge, from });
  }
  const ends = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  // A number that only later copies use is left out with them.
  const isAlone = ({ id }: DrawnNode): boolean => !ends.has(id) && drawing.edges.some(({ from }) => from === id);
  const nodes = drawing.nodes.filter((node) => !isLeftOut(node.id) && !isAlone(node)).map(place);
  const isLeft = new Set(nodes.map(({ cluster }) => cluster));
  const clusters = [...drawing.clusters.filter(({ id }) => isLeft.has(id) || [...parents.values()].includes(id)), ...boxes];
  return {
    ...drawing,
    nodes,
    edges: [...edges.values()],
    clusters: clusters.map((cluster) => {
      const parent = parents.get(cluster.id);
      return parent === undefined ? cluster : { ...cluster, parent };
    }),
    rows: drawing.rows.filter((row) => !row.some(isLeftOut)),
  };
}
