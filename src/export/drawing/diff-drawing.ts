import type { GraphDiff, NodeChanges } from "../../../graph/edit/diff.ts";
import { type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Op } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { printAttr } from "../../../graph/print/print-node.ts";
import { isNumbered } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { showCount, showDims } from "../quantities.ts";
import { changeStyles, colors, type DiffMark, type Role, roleStyles } from "../theme.ts";
import type { Attributes, Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { spineOf } from "./spine.ts";

export interface DiffDrawingOptions {
  /** Above the picture; it may have several lines. */
  readonly title?: string | undefined;
  /** Further lines in the box of a node. */
  readonly notes?: (id: NodeId) => readonly string[];
}

/** Of larger graphs only what changed is drawn, and what touches it. */
const mostNodes = 60;
const longestChange = 48;

/** What differs between two graphs as one drawing of both: `diff` is `diff(before, after)`. */
export function diffDrawing(diff: GraphDiff, before: Graph, after: Graph, { title, notes }: DiffDrawingOptions = {}): Drawing {
  const nodes: Record<NodeId, Node> = { ...after.nodes, ...diff.removed };
  const near = Object.keys(nodes).length <= mostNodes ? undefined : neighbourhood(diff, before, after);
  const shown = Object.keys(nodes).filter((id) => near === undefined || near.has(id));
  const hidden = Object.keys(nodes).length - shown.length;
  const spine = new Set(spineOf(after).nodes);
  const opNamed = (name: string): Op | undefined => opsOf(after).get(name) ?? opsOf(before).get(name);
  const drawn = shown.map((id): DrawnNode => drawNode(id, nodes[id] as Node, diff, opNamed, spine.has(id), notes?.(id)));
  const outputs = new Set([...Object.keys(after.outputs), ...Object.keys(before.outputs)]);
  const edges = edgesOf(before, after, shown);
  for (const name of outputs) {
    const [from, to] = [before.outputs[name], after.outputs[name]];
    const id = `output ${name}`;
    const isNear = [from, to].some((end) => end !== undefined && shown.includes(end));
    if (!isNear) continue;
    const change = from === undefined ? "added" : to === undefined ? "removed" : from === to ? undefined : "changed";
    drawn.push({ id, role: "output", label: [signed(name, change)], tooltip: [`output ${name}`], attributes: look("output", change) });
    edges.push(...ends(from, to, shown).map(([end, kind]) => edge(end, id, kind)));
  }
  const counts = (["added", "removed", "changed"] as const).map(
    (change) => `${changeStyles[change].sign} ${showCount(Object.keys(diff[change]).length)} ${change}`,
  );
  const summary = diff.same ? "no difference" : counts.join("   ");
  const rest = hidden === 0 ? [] : [`${showCount(hidden)} unchanged nodes are not shown`];
  const heading = title === undefined ? [] : title.split(/\r\n|[\n\r\u2028\u2029]/);
  return { title: [...heading, summary, ...rest], nodes: drawn, edges, clusters: [], rows: [] };
}

function drawNode(
  id: NodeId,
  node: Node,
  diff: GraphDiff,
  opNamed: (name: string) => Op | undefined,
  spine: boolean,
  notes: readonly string[] = [],
): DrawnNode {
  const change = changeOf(id, diff);
  const role =
    formOf(opNamed(node.op))?.picture.role ??
    (node.op === "parameter" ? "parameter" : node.op === "input" || node.op === "constant" ? "input" : "function");
  const changes = diff.changed[id];
  // What the id or a change says already is not said again.
  const type = [...(isNumbered(id, node.op) ? [] : [node.op]), ...(changes?.shape ? [] : [showDims(node.shape)])].join("  ");
  const label = [signed(id, change), ...(type === "" ? [] : [type]), ...(changes ? describe(changes) : []), ...notes];
  return {
    id,
    role,
    label,
    tooltip: [`${node.op} ${showDims(node.shape)} ${node.dtype}${change ? `, ${change}` : ""}`],
    attributes: look(role, change),
    ...(spine ? { spine: true } : {}),
  };
}

const changeOf = (id: NodeId, { added, removed, changed }: GraphDiff): DiffMark | undefined =>
  Object.hasOwn(added, id) ? "added" : Object.hasOwn(removed, id) ? "removed" : Object.hasOwn(changed, id) ? "changed" : undefined;

const signed = (text: string, change: DiffMark | undefined): string =>
  change === undefined ? text : `${changeStyles[change].sign} ${text}`;

/** Boxes of the role's shape in the colour of the change. */
function look(role: Role, change: DiffMark | undefined): Attributes {
  const size = {
    shape: "box",
    style: roleStyles[role].style === "filled" ? "filled" : "filled,rounded",
    fixedsize: undefined,
    width: undefined,
    height: undefined,
    fontsize: 11,
    margin: undefined,
    orientation: undefined,
  };
  if (change === undefined) return { ...size, fillcolor: colors.paper, color: colors.edge, penwidth: 1 };
  const { fill, line, style, penwidth } = changeStyles[change];
  return { ...size, style, fillcolor: fill, color: line, penwidth };
}

/** "shape 4×3 → 4×5", "axis 1 → 0", "op relu → sigmoid" */
function describe({ op, shape, dtype, attrs, scope }: NodeChanges): string[] {
  const lines: string[] = [];
  if (op) lines.push(`op ${op.from} → ${op.to}`);
  if (shape) lines.push(`shape ${showDims(shape.from)} → ${showDims(shape.to)}`);
  if (dtype) lines.push(`dtype ${dtype.from} → ${dtype.to}`);
  for (const [name, { from, to }] of Object.entries(attrs ?? {})) lines.push(`${name} ${showValue(from)} → ${showValue(to)}`);
  if (scope) lines.push(`scope ${scope.from.join(" / ") || "none"} → ${scope.to.join(" / ") || "none"}`);
  return lines.map((line) => (line.length > longestChange ? `${line.slice(0, longestChange)}…` : line));
}

function showValue(value: AttrValue): string {
  if (value === null) return "none";
  if (typeof value === "string") return value;
  // A long list would be cut anyway; it may be one of millions.
  return Array.isArray(value) && value.length > longestChange ? printAttr(value) : JSON.stringify(value);
}

/** Arrows of both graphs between shown nodes; how often one node reads another does not count. */
function edgesOf(before: Graph, after: Graph, shown: readonly NodeId[]): DrawnEdge[] {
  const visible = new Set(shown);
  const inputsIn = (graph: Graph, id: NodeId): ReadonlySet<NodeId> =>
    new Set(Object.hasOwn(graph.nodes, id) ? nodeOf(graph, id).inputs : []);
  return shown.flatMap((id) => {
    const [old, now] = [inputsIn(before, id), inputsIn(after, id)];
    const sources = [...new Set([...now, ...old])].filter((source) => visible.has(source));
    return sources.map((source) => edge(source, id, !old.has(source) ? "added" : !now.has(source) ? "removed" : undefined));
  });
}

const ends = (from: NodeId | undefined, to: NodeId | undefined, shown: readonly NodeId[]): [NodeId, DiffMark | undefined][] => {
  const both: [NodeId | undefined, DiffMark | undefined][] =
    from === to
      ? [[to, undefined]]
      : [
          [to, "added"],
          [from, "removed"],
        ];
  return both.filter((end): end is [NodeId, DiffMark | undefined] => end[0] !== undefined && shown.includes(end[0]));
};

const edge = (from: NodeId, to: string, change: DiffMark | undefined): DrawnEdge => ({
  from,
  to,
  kind: "flow",
  ...(change ? { change } : {}),
});

/** What changed and the nodes next to it. */
function neighbourhood(diff: GraphDiff, before: Graph, after: Graph): Set<NodeId> {
  const changed = new Set([...Object.keys(diff.added), ...Object.keys(diff.removed), ...Object.keys(diff.changed)]);
  for (const { from, to } of [...Object.values(diff.outputs), ...Object.values(diff.updates)])
    for (const id of [from, to]) if (id !== null) changed.add(id);
  const near = new Set(changed);
  for (const graph of [before, after]) {
    for (const [id, { inputs }] of Object.entries(graph.nodes)) {
      if (changed.has(id)) for (const input of inputs) near.add(input);
      else if (inputs.some((input) => changed.has(input))) near.add(id);
    }
  }
  return near;
}
