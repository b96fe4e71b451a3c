import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isPrimitive, type Op } from "../../../graph/op.ts";
import { carryOps, opsOf } from "../../../graph/ops-of.ts";
import { isShown } from "../../passes/lower.ts";
import { type DisplayName, leafNames } from "../display-names.ts";
import { ownerOf } from "../formula/formula-graph.ts";
import { headingFormulas } from "./clusters.ts";
import type { DrawnEdge } from "./drawing.ts";
import { type Dropped, dropCopies } from "./drop-copies.ts";
import { type FoldedGroup, type GroupPath, groupPaths } from "./fold-groups.ts";
import { type FoldView, isOpen, scopeKey } from "./fold-view.ts";
import { type LayerBoxes, layerBoxes } from "./layer-boxes.ts";
import { shownLiterals } from "./literals.ts";
import { openComposites } from "./open-composites.ts";
import { type OpenLoop, openLoops } from "./open-loops.ts";
import { titlesOf } from "./titles.ts";

/** A graph as a view shows it, before anything of it is drawn. */
export interface FoldStage {
  readonly view: FoldView;
  /** As it was given, loops open where the view opens them. */
  readonly whole: Graph;
  readonly dropped: Dropped;
  /** What is drawn: copies left out, what is open written out. */
  readonly drawn: Graph;
  readonly opened: ReadonlyMap<NodeId, Node>;
  readonly carried: readonly DrawnEdge[];
  readonly loops: readonly OpenLoop[];
  /** True for an op that can be opened. */
  readonly opens: (op: Op | undefined) => boolean;
  /** The groups around a node, from the outermost. */
  readonly pathOf: (id: NodeId) => GroupPath;
  /** The outermost scope around a node that is closed. */
  readonly shutIn: (id: NodeId) => FoldedGroup | undefined;
  /** What another box shows: parameters of the box that alone uses them, numbers in a label. */
  readonly isHidden: (id: NodeId) => boolean;
  /** The boxes of layers: of the whole, and of what is drawn. */
  readonly layers: LayerBoxes;
  readonly boxes: LayerBoxes;
  readonly names: ReadonlyMap<NodeId, DisplayName>;
  /** The title of a node, of one that is written out, too. */
  readonly titleOf: (id: NodeId) => string;
  /** Lines of formula of a composite that is open. */
  readonly formulaOf: (id: NodeId) => readonly string[];
}

/** Formulas of what is open are written for graphs of up to so many nodes. */
const mostForFormulas = 1000;

export function foldStage(graph: Graph, view: FoldView): FoldStage {
  const isRun = view.level === "run";
  // As they run, loops are single steps.
  const { graph: whole, carried, loops } = isRun ? { graph, carried: [], loops: [] } : openLoops(graph);
  const leaves = leafNames(whole);
  const layers = layerBoxes(whole, leaves);
  const dropped = dropCopies(whole, layers, view);
  const isShut = (scope: readonly string[]): boolean => scope.some((_, i) => !isOpen(view, "scope", scopeKey(scope.slice(0, i + 1))));
  const { graph: drawn, ...written } = openComposites(
    dropped.graph,
    isRun ? "safe" : "textbook",
    (id, { scope }) => isOpen(view, "composite", id) && !isShut(scope),
  );
  const { opened } = written;
  const paths = groupPaths({
    declared: dropped.graph,
    written: drawn,
    opened,
    runOf: dropped.runOf,
    ownerOf: (id) => ownerOf(id, dropped.graph),
  });
  const names = new Map([...leafNames(drawn), ...leaves]);
  const boxes = layerBoxes(drawn, names);
  const literals = shownLiterals(drawn);
  const known = [...opened.keys()].filter((id) => Object.hasOwn(whole.nodes, id));
  const isSmall = known.length > 0 && Object.keys(whole.nodes).length <= mostForFormulas;
  const formulas = isSmall ? headingFormulas(whole, new Map(known.map((id) => [id, id]))) : undefined;
  const keeps = isRun ? isPrimitive : isShown;
  return {
    view,
    whole,
    dropped,
    drawn,
    opened,
    carried: [...carried, ...written.carried],
    loops: [...loops, ...written.loops],
    opens: (op) => op !== undefined && !keeps(op),
    pathOf: (id) => paths.get(id) ?? [],
    shutIn: (id) => paths.get(id)?.find(({ kind, key }) => kind === "scope" && !isOpen(view, "scope", key)),
    isHidden: (id) => boxes.inside.has(id) || literals.has(id),
    layers,
    boxes,
    names: new Map([...names, ...[...(formulas?.names ?? [])].filter(([id]) => Object.hasOwn(whole.nodes, id))]),
    titleOf: titlesIn(whole, drawn, opened, names),
    formulaOf: (id) => formulas?.headings.get(id) ?? [],
  };
}

/** Titles of nodes as they were before they were written out. */
function titlesIn(
  whole: Graph,
  drawn: Graph,
  opened: ReadonlyMap<NodeId, Node>,
  names: ReadonlyMap<NodeId, DisplayName>,
): (id: NodeId) => string {
  if (opened.size === 0) return titlesOf(whole, names);
  const nodes = { ...drawn.nodes, ...whole.nodes, ...Object.fromEntries(opened) };
  carryOps(nodes, opsOf(drawn));
  return titlesOf({ ...drawn, nodes }, names);
}

/** The op of a node; undefined for a leaf. */
export const opIn = (graph: Graph, id: NodeId): Op | undefined => opsOf(graph).get(nodeOf(graph, id).op);
