import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { showName, splitName } from "./display-names.ts";
import type { Drawing, DrawnCluster, DrawnEdge, DrawnNode } from "./drawing/drawing.ts";
import { findRuns, type LayerRun, repeatTitle } from "./drawing/fold-layers.ts";
import { type LayerBoxes, layerBoxes } from "./drawing/layer-boxes.ts";
import { sideRows } from "./drawing/side-rows.ts";
import { drawingOrder, spineOf } from "./drawing/spine.ts";
import { summaryOf } from "./drawing/summary.ts";
import { showDims } from "./quantities.ts";

/** The layer level: the graph as declared, one box per composite with its parameters inside; runs of equal layers drawn once. */
export function layersDrawing(graph: Graph, title: readonly string[]): Drawing {
  const boxes = layerBoxes(graph);
  const runs = findRuns(graph, boxes.isLayer);
  const { stands, repeats, offsets } = standIns(runs, boxes);
  const standIn = (id: NodeId): NodeId => stands.get(id) ?? id;
  const { output: main, nodes: path } = spineOf(graph);
  // Each node of the spine → the next one.
  const spine = new Map(path.map((id, i) => [standIn(id), path[i + 1] === undefined ? undefined : standIn(path[i + 1] as NodeId)]));
  const drawn = drawingOrder(graph, spine).filter((id) => !boxes.inside.has(id) && standIn(id) === id);
  const nodes: DrawnNode[] = drawn.map((id) => {
    const cluster = repeats.get(id) ?? scopeOf(graph, id);
    const place = { ...(cluster === undefined ? {} : { cluster }), ...(spine.has(id) ? { spine: true } : {}) };
    return { id, ...boxes.box(id, offsets.get(id)), ...place };
  });
  const edges = drawn.flatMap((id) =>
    [...new Set(nodeOf(graph, id).inputs)]
      .filter((input) => !boxes.inside.has(input))
      .map((input) => edgeOf(graph, input, standIn(input), id, path.length > 1 && spine.get(standIn(input)) === id)),
  );
  for (const [parameter, value] of Object.entries(graph.updates)) edges.push({ from: value, to: parameter, kind: "update", label: "next" });
  for (const [name, id] of Object.entries(graph.outputs)) {
    const { shape, dtype } = nodeOf(graph, id);
    const straight = name === main ? { spine: true } : {};
    const box = { label: [showName(splitName(name))], tooltip: [`${name}: output, ${showDims(shape)} ${dtype}`] };
    nodes.push({ id: `output ${name}`, role: "output", ...box, attributes: { fontsize: 14, width: 0.5 }, ...straight });
    edges.push({ from: standIn(id), to: `output ${name}`, kind: "flow", label: showDims(shape), ...straight });
  }
  const summary = runs.length > 0 || title.length === 0 ? [summaryOf(graph, boxes)] : [];
  const clusters = clustersOf(graph, drawn, runs, repeats, boxes);
  return { title: [...title, ...summary], nodes, edges, clusters, rows: sideRows(graph, drawn, spine) };
}

/** Each node of a run → the one of the first copy that stands for it; that one's cluster; and its number among the copy's layers. */
function standIns(runs: readonly LayerRun[], { isLayer }: LayerBoxes) {
  const stands = new Map<NodeId, NodeId>();
  const repeats = new Map<NodeId, string>();
  const offsets = new Map<NodeId, number>();
  for (const [i, { copies }] of runs.entries()) {
    const [first] = copies as [readonly NodeId[]];
    for (const copy of copies) for (const [k, id] of copy.entries()) stands.set(id, first[k] as NodeId);
    let offset = 0;
    for (const id of first) {
      repeats.set(id, `repeat ${i}`);
      offsets.set(id, isLayer(id) ? offset++ : 0);
    }
  }
  return { stands, repeats, offsets };
}

/** An arrow, labelled with the shape of what flows; a leaf's own box says its shape. */
function edgeOf(graph: Graph, source: NodeId, from: NodeId, to: NodeId, straight: boolean): DrawnEdge {
  const { op, shape, inputs } = nodeOf(graph, source);
  const side = op === "parameter" ? "parameter" : "input";
  const kind = inputs.length === 0 && !straight ? side : "flow";
  return { from, to, kind, ...(inputs.length === 0 ? {} : { label: showDims(shape) }), ...(straight ? { spine: true } : {}) };
}

const scopeOf = (graph: Graph, id: NodeId): string | undefined => {
  const [scope] = nodeOf(graph, id).scope;
  return scope === undefined ? undefined : `scope ${scope}`;
};

/** The user's outermost scopes that hold a box, and a dashed box around each run. */
function clustersOf(
  graph: Graph,
  drawn: readonly NodeId[],
  runs: readonly LayerRun[],
  repeats: ReadonlyMap<NodeId, string>,
  boxes: LayerBoxes,
): DrawnCluster[] {
  const repeated = runs.map(({ copies }, i): DrawnCluster => {
    const scopes = new Set(copies.flat().map((id) => scopeOf(graph, id)));
    const [scope] = scopes;
    const layersOf = (copy: readonly NodeId[]): number[] => copy.map(boxes.layerOf).filter((layer) => layer !== undefined);
    const [least, most] = [layersOf(copies[0] as readonly NodeId[])[0], layersOf(copies.at(-1) as readonly NodeId[]).at(-1)];
    return {
      id: `repeat ${i}`,
      kind: "repeat",
      title: [repeatTitle(copies.length, least, most)],
      ...(scopes.size === 1 && scope !== undefined ? { parent: scope } : {}),
    };
  });
  const used = new Set([
    ...drawn.filter((id) => !repeats.has(id)).map((id) => scopeOf(graph, id)),
    ...repeated.map(({ parent }) => parent),
  ]);
  used.delete(undefined);
  const scopes = [...used].map((id): DrawnCluster => ({ id: id as string, kind: "scope", title: [(id as string).slice("scope ".length)] }));
  return [...scopes, ...repeated];
}
