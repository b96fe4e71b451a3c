import { gradientNodes } from "../../../graph/differentiation.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { consumers } from "../../../graph/walk.ts";
import { select } from "../../passes/select.ts";
import { showName, splitName } from "../display-names.ts";
import { cotangentsOf, type DrawnGradient } from "./cotangents.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { optimizerOf } from "./optimizer.ts";

/** True for a graph that `gradients` or `trainStep` made. */
export const hasBackward = (graph: Graph): boolean => graph.gradients !== undefined && Object.keys(forwardOutputs(graph)).length > 0;

/**
 * A differentiated graph: the forward pass as `draw` draws it and, beside it, the backward pass as a second column, read from the bottom
 * up. Each of its boxes holds the gradients of what stands in the forward box of its row. In a training step a third column says what
 * the optimiser changes.
 */
export function withBackward(graph: Graph, draw: (forward: Graph) => Drawing): Drawing {
  const forward = forwardOf(graph);
  const drawing = draw(forward);
  const boxOf = boxes(forward, drawing);
  const cotangents = cotangentsOf(graph);
  const columns = new Map<string, DrawnGradient[]>();
  for (const cotangent of cotangents) {
    const box = boxOf(cotangent.of);
    if (box !== undefined) columns.set(box, [...(columns.get(box) ?? []), cotangent]);
  }
  const nodes = [...columns].map(([box, parts]) => backwardBox(box, parts));
  const edges: DrawnEdge[] = [];
  const sources = sourcesOf(cotangents, boxOf);
  for (const [box, parts] of columns) {
    edges.push({ from: box, to: backwardId(box), kind: "pair" });
    const from = new Set(parts.flatMap(({ reads }) => reads.flatMap((key) => [...(sources.get(key) ?? [])])));
    for (const source of from) if (source !== box) edges.push({ from: backwardId(box), to: backwardId(source), kind: "cotangent" });
    const losses = new Set(parts.flatMap(({ reads, loss }) => (reads.length === 0 ? (boxOf(loss) ?? []) : [])));
    for (const loss of losses) if (loss !== box) edges.push({ from: backwardId(box), to: loss, kind: "cotangent", label: "∂loss = 1" });
  }
  const rows = [...columns.keys()].map((box) => [box, backwardId(box)]);
  const column: Drawing = {
    ...drawing,
    nodes: [...drawing.nodes, ...nodes],
    edges: [...drawing.edges, ...edges],
    rows: [...drawing.rows, ...rows],
    title: [...drawing.title, "dashed: gradients, from the loss up"],
  };
  return withOptimizer(graph, column, boxOf);
}

/** The box that holds the gradients of what stands in another. */
export const backwardId = (box: string): string => `backward ${box}`;

/** What was there before differentiation: what the outputs need that are no gradients. */
function forwardOf(graph: Graph): Graph {
  const { gradients: _, ...rest } = graph;
  const outputs = forwardOutputs(graph);
  return select({ ...rest, updates: {}, outputs }, Object.keys(outputs));
}

/** The outputs that are no gradients; where there are none, what was differentiated. */
function forwardOutputs(graph: Graph): Graph["outputs"] {
  const found = gradientNodes(graph);
  const isRate = (name: string): boolean => name === "learningRate" && Object.keys(graph.updates).length > 0;
  const own = Object.entries(graph.outputs).filter(([name, id]) => !found.has(id) && !isRate(name));
  const differentiated = (graph.gradients ?? []).flatMap(({ of }) => (found.has(of) ? [] : [[of, of] as const]));
  return Object.fromEntries(own.length > 0 ? own : differentiated);
}

/** Node of the forward graph → the box of its row: its own, that of the op which it stands beside, or of the layer that has taken it in. */
function boxes(forward: Graph, drawing: Drawing): (id: NodeId) => string | undefined {
  const drawn = new Set(drawing.nodes.map(({ id }) => id));
  const users = consumers(forward);
  const beside = new Map(drawing.rows.flatMap((row) => row.slice(0, -1).map((id) => [id, row.at(-1) as string] as const)));
  return (id) => {
    if (drawn.has(id)) return beside.get(id) ?? id;
    if (!Object.hasOwn(forward.nodes, id) || nodeOf(forward, id).inputs.length > 0) return undefined;
    const user = users.get(id)?.find((one) => drawn.has(one));
    return user === undefined ? undefined : (beside.get(user) ?? user);
  };
}

/** Cotangent → the boxes from which it reaches others: its own, or those of what it is made of where it is not drawn. */
function sourcesOf(cotangents: readonly DrawnGradient[], boxOf: (id: NodeId) => string | undefined): Map<string, ReadonlySet<string>> {
  const sources = new Map<string, ReadonlySet<string>>();
  for (const { key, of, reads } of cotangents) {
    const box = boxOf(of);
    sources.set(key, box === undefined ? new Set(reads.flatMap((read) => [...(sources.get(read) ?? [])])) : new Set([box]));
  }
  return sources;
}

function backwardBox(box: string, parts: readonly DrawnGradient[]): DrawnNode {
  const asked = parts.some((part) => part.asked);
  return {
    id: backwardId(box),
    role: asked ? "output" : "op",
    label: parts.map(({ name, formula }) => (formula === undefined ? name : `${name} = ${formula}`)),
    tooltip: parts.map(({ node }) => node),
    attributes: { shape: "box", style: asked ? "filled,dashed" : "filled,rounded,dashed", group: "backward", fontsize: 11 },
  };
}

/** Beside the gradients of each box with parameters, what the optimiser makes of them. */
function withOptimizer(graph: Graph, drawing: Drawing, boxOf: (id: NodeId) => string | undefined): Drawing {
  const optimizer = optimizerOf(graph);
  const drawn = new Set(drawing.nodes.map(({ id }) => id));
  const changed = new Map<string, NodeId[]>();
  for (const id of Object.keys(graph.updates)) {
    const box = optimizer?.isOwn(id) ? undefined : boxOf(id);
    if (box !== undefined) changed.set(box, [...(changed.get(box) ?? []), id]);
  }
  if (optimizer === undefined || changed.size === 0) return drawing;
  const column = [...changed].map(([box, ids]): { node: DrawnNode; edges: DrawnEdge[]; row: string[] } => {
    const id = `optimizer ${box}`;
    const states = new Set(ids.flatMap(optimizer.statesOf));
    return {
      node: {
        id,
        role: "parameter",
        label: [`next ${ids.map(wordOf).join(", ")}`, [optimizer.name, ...states].join(" · ")],
        tooltip: ids.map((parameter) => `${parameter} ← ${graph.updates[parameter]}`),
        attributes: { group: "optimizer", fontsize: 11 },
      },
      edges: [
        { from: backwardId(box), to: id, kind: "pair" },
        ...[...(drawn.has(ids[0] as NodeId) ? ids : ids.slice(0, 1))].map(
          (parameter): DrawnEdge => ({ from: id, to: drawn.has(parameter) ? parameter : box, kind: "update" }),
        ),
      ],
      row: [backwardId(box), id],
    };
  });
  return {
    ...drawing,
    nodes: [...drawing.nodes, ...column.map(({ node }) => node)],
    edges: [...drawing.edges, ...column.flatMap(({ edges }) => edges)],
    rows: [...drawing.rows, ...column.map(({ row }) => row)],
  };
}

const lastWord = (id: NodeId): string => id.slice(id.lastIndexOf(".") + 1);

export const wordOf = (id: NodeId): string => showName(splitName(lastWord(id)));
