import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isGraph } from "../../../graph/is-graph.ts";
import { atom, subscriptText } from "../../../graph/notation.ts";
import { defineOp, opSet } from "../../../graph/op.ts";
import { carryOps, opsOf } from "../../../graph/ops-of.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import type { Drawing, DrawnEdge } from "./drawing.ts";

/** A graph whose loops stand open, for pictures: the body of each in a box, and arrows from what a carry becomes to the carry. */
export interface Opened {
  readonly graph: Graph;
  readonly carried: readonly DrawnEdge[];
  readonly loops: readonly OpenLoop[];
}

/** A loop that stands open, by the nodes of the graph in which it does. */
export interface OpenLoop {
  /** What its box is called after. */
  readonly name: string;
  readonly reverse: boolean;
  /** What a step gets of the one before: where it stands, what it begins with, and what it becomes. */
  readonly carries: readonly { readonly node: NodeId; readonly first: NodeId; readonly next: NodeId }[];
  /** What a step gets of a sequence. */
  readonly slices: readonly { readonly node: NodeId; readonly of: NodeId }[];
}

interface Named {
  readonly of: string;
}

const latexName = (of: string): string => (of.length === 1 ? of : `\\mathit{${of.replaceAll("_", "\\_")}}`);

/** A value in a step, by its name: hₜ₋₁, xₜ. */
const valueIn = (name: string, at: "t-1" | "t") =>
  defineOp<Named>({
    name,
    inputs: ["x"],
    attrs: { of: "string" },
    infer: ([x]) => x,
    move: () => [],
    vjp: "not-differentiable",
    picture: { role: "function", label: ({ of }) => `${of}${subscripts[at]}` },
    notation: {
      text: (_, { of }) => atom(`${of}${subscripts[at]}`),
      latex: (_, { of }) => atom(`${latexName(of)}_{${at}}`),
    },
  });
const subscripts = { t: subscriptText("t"), "t-1": `${subscriptText("t")}₋₁` } as const;

const result = (name: string, label: string) =>
  defineOp<object>({
    name,
    inputs: ["x"],
    attrs: {},
    infer: ([x]) => x,
    move: () => [],
    vjp: "not-differentiable",
    picture: { role: "function", label },
    notation: { text: ([x]) => atom(`${label}(${x.text})`), latex: ([x]) => atom(`\\text{${label}}\\left(${x.text}\\right)`) },
  });

const carriedOp = valueIn("carried", "t-1");
const sliceOp = valueIn("sliceOfStep", "t");
const lastOp = result("lastOfSteps", "last step");
const allOp = result("allOfSteps", "all steps");

/** The graph with each loop as the nodes of its body, once for all results of it. */
export function openLoops(graph: Graph): Opened {
  if (!Object.values(graph.nodes).some(isOneResult)) return { graph, carried: [], loops: [] };
  const nodes: Record<NodeId, Node> = {};
  const loops = new Map<string, Readonly<Record<string, NodeId>>>();
  const opened: OpenLoop[] = [];
  let ops = opSet(opsOf(graph), carriedOp, sliceOp, lastOp, allOp);
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const { body, reverse, sequences, result: name } = node.attrs;
    if (!isGraph(body) || !isOneResult(node)) {
      nodes[id] = node;
      continue;
    }
    ops = opSet(ops, opsOf(body));
    const key = JSON.stringify([node.inputs, body, sequences, reverse]);
    const inside = loops.get(key) ?? open(graph, id, nodes, opened);
    loops.set(key, inside);
    const isCarry = body.inputs.includes(name as NodeId);
    nodes[id] = { ...node, op: (isCarry ? lastOp : allOp).name, attrs: {}, inputs: [inside[name as NodeId] as NodeId] };
  }
  carryOps(nodes, ops);
  const inner = openLoops({ ...graph, nodes });
  const carried = opened.flatMap(({ carries }) =>
    carries.map(({ node, next }): DrawnEdge => ({ from: next, to: node, kind: "update", label: "next step" })),
  );
  return { graph: inner.graph, carried: [...carried, ...inner.carried], loops: [...opened, ...inner.loops] };
}

/** True for a node through which a loop that stands open takes what comes from outside, or gives what it made. */
export const isJoint = ({ op }: Pick<Node, "op">): boolean => [carriedOp, sliceOp, lastOp, allOp].some(({ name }) => name === op);

/** All results of one loop in one are drawn as one step. */
const isOneResult = ({ attrs }: Node): boolean => isGraph(attrs.body) && typeof attrs.result === "string";

/** Adds the body of a loop, and returns the nodes of its outputs by their names. */
function open(graph: Graph, id: NodeId, nodes: Record<NodeId, Node>, opened: OpenLoop[]): Readonly<Record<string, NodeId>> {
  const { attrs, inputs, scope } = nodeOf(graph, id);
  const body = attrs.body as unknown as Graph;
  const whole = id.endsWith(`.${attrs.result}`) ? id.slice(0, -`.${attrs.result}`.length) : id;
  const carries = body.inputs.filter((one) => Object.hasOwn(body.outputs, one));
  const slices = body.inputs.slice(carries.length, carries.length + (attrs.sequences as number));
  const title = `${whole}: for each step of ${slices.join(", ")}${attrs.reverse ? ", the last one first" : ""}`;
  const box = Object.freeze([...scope, title]);
  const places = new Map<NodeId, NodeId>();
  const place = (one: NodeId): NodeId => places.get(one) as NodeId;
  for (const one of topologicalOrder(body)) {
    const node = nodeOf(body, one);
    const at = body.inputs.indexOf(one);
    const input = inputs[at];
    if (input !== undefined && at >= carries.length + slices.length) {
      places.set(one, input);
      continue;
    }
    let own = `${whole}.${one}`;
    while (Object.hasOwn(graph.nodes, own) || Object.hasOwn(nodes, own)) own += "_";
    places.set(one, own);
    if (input === undefined) nodes[own] = { ...node, inputs: node.inputs.map(place), scope: [...box, ...node.scope] };
    else nodes[own] = { ...node, op: (at < carries.length ? carriedOp : sliceOp).name, inputs: [input], attrs: { of: one }, scope: box };
  }
  const given = (one: NodeId): NodeId => inputs[body.inputs.indexOf(one)] as NodeId;
  opened.push({
    name: whole,
    reverse: attrs.reverse === true,
    carries: carries.map((one) => ({ node: place(one), first: given(one), next: place(body.outputs[one] as NodeId) })),
    slices: slices.map((one) => ({ node: place(one), of: given(one) })),
  });
  return Object.fromEntries(Object.entries(body.outputs).map(([name, one]) => [name, place(one)]));
}

/** A drawing with the arrows that lead from step to step, where it draws both of their ends. */
export function withCarried(drawing: Drawing, carried: readonly DrawnEdge[]): Drawing {
  const drawn = new Set(drawing.nodes.map(({ id }) => id));
  return { ...drawing, edges: [...drawing.edges, ...carried.filter(({ from, to }) => drawn.has(from) && drawn.has(to))] };
}
