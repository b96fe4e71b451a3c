import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { titleOf } from "../../../graph/leaf.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { sameShape } from "../../../graph/shape.ts";
import { type DisplayName, showName, splitName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { showDims } from "../quantities.ts";
import type { Role } from "../theme.ts";
import type { Clusters } from "./clusters.ts";
import type { Direction, Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { labelOf, literalText, shownLiterals } from "./literals.ts";
import { sideRows } from "./side-rows.ts";
import { drawingOrder, spineOf } from "./spine.ts";

/** What a box shows beside its place: the formula and the execution picture differ in nothing else. */
export type BoxContent = Pick<DrawnNode, "label" | "tooltip" | "attributes">;

export interface Box {
  readonly id: NodeId;
  readonly role: Role;
  /** "w₁", "exp", "max(0, ·)", "loss" */
  readonly text: string;
  /** Names of the operands that are leaves or come from another cluster; undefined for the others. */
  readonly operands: readonly (string | undefined)[];
}

export interface OperationDrawingOptions {
  readonly clusters: Clusters;
  readonly direction: Direction;
  readonly title: readonly string[];
  readonly content: (box: Box) => BoxContent;
}

/** A graph of primitives, node by node: ops in the clusters of what they are part of, parameters beside their op, outputs last. */
export function operationDrawing(drawn: Graph, { clusters: boxes, direction, title, content }: OperationDrawingOptions): Drawing {
  const { clusters, clusterOf, names } = boxes;
  const { output: main, nodes: path } = spineOf(drawn);
  // Each node of the spine → the next one.
  const spine = new Map(path.map((id, i) => [id, path[i + 1]]));
  const ops = opsOf(drawn);
  const folded = shownLiterals(drawn);
  const order = drawingOrder(drawn, spine).filter((id) => !folded.has(id));
  const nodes: DrawnNode[] = order.map((id) => {
    const { op, inputs } = nodeOf(drawn, id);
    const cluster = clusterOf(id);
    const operands = inputs.map((input) =>
      nodeOf(drawn, input).inputs.length === 0 || clusterOf(input) !== cluster ? nameIn(names, input) : undefined,
    );
    const picture = formOf(ops.get(op))?.picture;
    const role: Role = picture?.role ?? (op === "parameter" ? "parameter" : "input");
    const text = picture === undefined ? leafText(drawn, id, names) : labelOf(drawn, id, picture);
    const box: Box = { id, role, text, operands };
    return { id, role, ...content(box), ...(cluster === undefined ? {} : { cluster }), ...(spine.has(id) ? { spine: true } : {}) };
  });
  const edges: DrawnEdge[] = [];
  for (const id of order) {
    for (const input of new Set(nodeOf(drawn, id).inputs)) {
      if (folded.has(input)) continue;
      edges.push(edgeOf(drawn, input, id, spine, boxes, direction));
    }
  }
  for (const [parameter, value] of Object.entries(drawn.updates)) edges.push({ from: value, to: parameter, kind: "update", label: "next" });
  for (const [name, id] of Object.entries(drawn.outputs)) {
    const text = showName(splitName(name));
    const box: Box = { id, role: "output", text, operands: [] };
    const isMain = name === main;
    nodes.push({ id: `output ${name}`, role: "output", ...content(box), ...(isMain ? { spine: true } : {}) });
    edges.push({
      from: id,
      to: `output ${name}`,
      kind: "flow",
      label: showDims(nodeOf(drawn, id).shape),
      ...(isMain ? { spine: true } : {}),
    });
  }
  return { title, nodes, edges, clusters, rows: sideRows(drawn, order, spine) };
}

const nameIn = (names: ReadonlyMap<NodeId, DisplayName>, id: NodeId): string | undefined => {
  const name = names.get(id);
  return name === undefined ? undefined : showName(name);
};

/** The name of a leaf; the value of a scalar constant. */
function leafText(graph: Graph, id: NodeId, names: ReadonlyMap<NodeId, DisplayName>): string {
  return literalText(graph, id) ?? titleOf(nodeOf(graph, id)) ?? nameIn(names, id) ?? id;
}

function edgeOf(
  graph: Graph,
  from: NodeId,
  to: NodeId,
  spine: ReadonlyMap<NodeId, NodeId | undefined>,
  { clusterOf, names }: Clusters,
  direction: Direction,
): DrawnEdge {
  const source = nodeOf(graph, from);
  const tooltip = showDims(source.shape);
  if (source.inputs.length === 0 && !spine.has(from)) return { from, to, kind: source.op === "parameter" ? "parameter" : "input", tooltip };
  const straight = spine.get(from) === to;
  const crosses = clusterOf(from) !== clusterOf(to);
  const shown = source.inputs.length > 0 && (direction === "LR" || crosses || !sameShape(source.shape, nodeOf(graph, to).shape));
  const name = crosses && !Object.values(graph.outputs).includes(from) ? nameIn(names, from) : undefined;
  const label = `${name === undefined ? "" : `${name}  `}${showDims(source.shape)}`;
  return { from, to, kind: "flow", tooltip, ...(shown ? { label } : {}), ...(straight ? { spine: true } : {}) };
}
