import { checkGraph } from "../../../graph/check-kind.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { showName, splitName } from "../display-names.ts";
import { ownerOf } from "../formula/formula-graph.ts";
import { showDims } from "../quantities.ts";
import { hasBackward, withBackward } from "./backward.ts";
import type { Drawing, DrawnCluster, DrawnEdge, DrawnNode, HeldNode } from "./drawing.ts";
import { contentIn, groupTitleIn } from "./fold-content.ts";
import type { FoldedGroup, GroupPath } from "./fold-groups.ts";
import { heldIn, placesBeside } from "./fold-held.ts";
import { boxFinder } from "./fold-places.ts";
import { type FoldStage, foldStage, opIn } from "./fold-stage.ts";
import { summariesOf } from "./fold-summaries.ts";
import type { FoldKind, FoldView } from "./fold-view.ts";
import { type OpenLoop, withCarried } from "./open-loops.ts";
import { sideRows } from "./side-rows.ts";
import { drawingOrder, spineOf } from "./spine.ts";

/** A box of a folded drawing: what it shows, and what it becomes when it is opened or closed. */
export interface FoldedBox {
  /** That of the drawn node. */
  readonly id: string;
  /** The node of the drawn graph that it shows; undefined for a scope that is closed. */
  readonly node?: NodeId;
  /** The node of the given graph that it is, or is part of. */
  readonly of?: NodeId;
  /** The output that it stands for. */
  readonly output?: string;
  /** What else it shows: gradients of the nodes in the box beside it, next values of parameters. */
  readonly holds?: readonly HeldNode[];
  /** By what it opens, or closes again where it is the only part of what is open; of a composite its op. */
  readonly fold?: { readonly key: string; readonly kind: FoldKind; readonly isOpen: boolean; readonly op?: string };
}

export interface FoldedDrawing extends Drawing {
  /** The graph that is drawn: copies of what is drawn once left out, what is open written out. */
  readonly graph: Graph;
  readonly boxes: ReadonlyMap<string, FoldedBox>;
  /** Cluster → what it is, and the key by which it closes; a run that is folded opens by its key. */
  readonly groups: ReadonlyMap<string, FoldedGroup>;
  /** The loops that stand open in it. */
  readonly loops: readonly OpenLoop[];
  /**
   * The box in which a node stands, of the given graph or of a form that is written out of it: its own, that of what it is part of, of the
   * user that shows it, of the copy that stands for it. Undefined for what is no node of the graph.
   */
  readonly boxOf: (id: NodeId) => string | undefined;
}

/** The id of the cluster that a key opens or closes. */
export const clusterId = (key: string): string => `group ${key}`;

/**
 * A graph as boxes that open and close: composites one by one, runs of three or more equal layers, scopes. The three levels are one drawing at
 * three depths: a box per composite, its textbook parts, the primitives that run, under the ids of `lower(graph)`.
 * Near-linear in the nodes of the graph. GraphError for what is no graph.
 */
export function foldedDrawing(graph: Graph, view: FoldView): FoldedDrawing {
  checkGraph("foldedDrawing", graph);
  return view.level !== "run" && hasBackward(graph) ? withGradients(graph, view) : forwardDrawing(graph, view);
}

/** The forward pass as boxes that open and close, and beside each of them one that holds its gradients. */
function withGradients(graph: Graph, view: FoldView): FoldedDrawing {
  let forward: FoldedDrawing | undefined;
  const drawing = withBackward(graph, (part) => {
    forward = forwardDrawing(part, view);
    return forward;
  });
  const { graph: drawn, boxes, groups, loops, boxOf } = forward as FoldedDrawing;
  const holding = new Map(drawing.nodes.filter(({ id }) => !boxes.has(id)).map((node) => [node.id, heldIn(graph, node)]));
  const own = [...holding].map(([id, holds]) => [id, { id, holds }] as const);
  const beside = placesBeside(graph, holding, boxOf);
  const all = new Map<string, FoldedBox>([...boxes, ...own]);
  return {
    ...drawing,
    title: [],
    graph: drawn,
    boxes: all,
    groups,
    loops,
    boxOf: (id) => {
      const box = boxOf(id) ?? beside(id);
      return box !== undefined && all.has(box) ? box : undefined;
    },
  };
}

function forwardDrawing(graph: Graph, view: FoldView): FoldedDrawing {
  const stage = foldStage(graph, view);
  const { drawn, whole, isHidden, shutIn } = stage;
  const { output: main, nodes: path } = spineOf(drawn);
  // Each node of the spine → the next one.
  const spine = new Map(path.map((id, i) => [id, path[i + 1]]));
  const order = drawingOrder(drawn, spine).filter((id) => !isHidden(id));
  const { frame, framesOf, clusters, groups } = framesIn(stage, order);
  const content = contentIn(stage);
  const summary = summariesOf(stage);
  const nodes = new Map<string, DrawnNode>();
  const boxes = new Map<string, FoldedBox>();
  const boxId = (id: NodeId): string => shutIn(id)?.key ?? id;
  for (const id of order) {
    const shut = shutIn(id);
    const frames = framesOf(id);
    const onSpine = spine.has(id) || nodes.get(boxId(id))?.spine ? { spine: true } : {};
    if (shut === undefined) {
      const place = frame(frames);
      nodes.set(id, { id, ...content(id), ...(place === undefined ? {} : { cluster: place }), ...onSpine });
      boxes.set(id, boxOfNode(id, stage, frames));
    } else {
      const place = frame(frames.slice(0, frames.indexOf(shut)));
      nodes.set(shut.key, { id: shut.key, ...summary(shut), ...(place === undefined ? {} : { cluster: place }), ...onSpine });
      boxes.set(shut.key, { id: shut.key, fold: { key: shut.key, kind: "scope", isOpen: false } });
    }
  }
  const edges = new Map<string, DrawnEdge>();
  const add = (edge: DrawnEdge): void => {
    const key = `${edge.from}\n${edge.to}`;
    if (edge.from !== edge.to && (!edges.has(key) || edge.spine)) edges.set(key, edge);
  };
  for (const id of order) {
    for (const input of nodeOf(drawn, id).inputs) if (!isHidden(input)) add(edgeOf(drawn, input, id, spine, boxId));
  }
  for (const [parameter, value] of Object.entries(drawn.updates))
    add({ from: boxId(value), to: boxId(parameter), kind: "update", label: "next" });
  for (const [name, id] of Object.entries(drawn.outputs)) {
    const { shape, dtype } = nodeOf(drawn, id);
    const own = `output ${name}`;
    const straight = name === main ? { spine: true } : {};
    const tooltip = [`${name}: output, ${showDims(shape)} ${dtype}`];
    nodes.set(own, { id: own, role: "output", label: [showName(splitName(name))], tooltip, ...straight });
    const of = ownerOf(id, whole);
    boxes.set(own, { id: own, node: id, output: name, ...(of === undefined ? {} : { of }) });
    add({ from: boxId(id), to: own, kind: "flow", tooltip: showDims(shape), ...straight });
  }
  const drawing = {
    title: [],
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    clusters,
    rows: sideRows(drawn, order, spine).filter((row) => row.every((id) => shutIn(id) === undefined)),
  };
  return { ...withCarried(drawing, stage.carried), graph: drawn, boxes, groups, loops: stage.loops, boxOf: boxFinder(stage) };
}

/** The frames that are drawn, in the order in which they come; a composite of which one box is left needs none. */
function framesIn(stage: FoldStage, order: readonly NodeId[]) {
  const { pathOf } = stage;
  const parts = new Map<FoldedGroup, number>();
  for (const id of order) for (const group of pathOf(id)) parts.set(group, (parts.get(group) ?? 0) + 1);
  const clusters: DrawnCluster[] = [];
  const groups = new Map<string, FoldedGroup>();
  const title = groupTitleIn(stage);
  const frame = (path: GroupPath): string | undefined => {
    let parent: string | undefined;
    for (const group of path) {
      const id = clusterId(group.key);
      if (!groups.has(id)) {
        groups.set(id, group);
        const kind = group.kind === "run" ? "repeat" : "scope";
        clusters.push({ id, kind, title: title(group), ...(parent === undefined ? {} : { parent }) });
      }
      parent = id;
    }
    return parent;
  };
  const framesOf = (id: NodeId): GroupPath => pathOf(id).filter((group) => group.kind !== "composite" || (parts.get(group) as number) > 1);
  return { clusters, groups, frame, framesOf };
}

function boxOfNode(id: NodeId, { drawn, whole, dropped, opened, opens, pathOf }: FoldStage, frames: GroupPath): FoldedBox {
  const of = ownerOf(id, dropped.graph) ?? ownerOf(id, whole);
  const own = { id, node: id, ...(of === undefined ? {} : { of }) };
  if (opens(opIn(drawn, id))) return { ...own, fold: { key: id, kind: "composite", isOpen: false, op: nodeOf(drawn, id).op } };
  const frameless = pathOf(id).find((group) => group.kind === "composite" && !frames.includes(group));
  return frameless === undefined || nodeOf(drawn, id).inputs.length === 0
    ? own
    : { ...own, fold: { key: frameless.key, kind: "composite", isOpen: true, op: opened.get(frameless.key)?.op as string } };
}

function edgeOf(
  drawn: Graph,
  input: NodeId,
  id: NodeId,
  spine: ReadonlyMap<NodeId, NodeId | undefined>,
  boxId: (id: NodeId) => string,
): DrawnEdge {
  const { op, inputs, shape } = nodeOf(drawn, input);
  const ends = { from: boxId(input), to: boxId(id), tooltip: showDims(shape) };
  if (inputs.length === 0 && !spine.has(input)) return { ...ends, kind: op === "parameter" ? "parameter" : "input" };
  return { ...ends, kind: "flow", ...(spine.get(input) === id ? { spine: true } : {}) };
}
