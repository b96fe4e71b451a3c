import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { carryOps, opsOf } from "../../../graph/ops-of.ts";
import { consumers } from "../../../graph/walk.ts";
import { reference } from "../../backends/reference/reference.ts";
import { isJoint, type OpenLoop } from "../../export/drawing/open-loops.ts";
import { compile } from "../../run/compile.ts";
import { tracer } from "../../run/trace.ts";

/** A loop that stands open in a drawn graph, and what its nodes are turn by turn. */
export interface LoopRun {
  readonly loop: OpenLoop;
  /** What a turn computes, and what it is given of the one before and of the sequences. */
  readonly inside: ReadonlySet<NodeId>;
  /** One turn as a graph. */
  readonly turn: Graph;
  /** What the loop is in a run; undefined where a value that it begins with is not known. */
  of(known: Known): Turns | undefined;
}

export interface Turns {
  readonly count: number;
  /** The values of a turn, counted from 0 in the order in which they are taken. */
  at(turn: number): Readonly<Record<NodeId, NdArray>>;
}

type Known = (id: NodeId) => NdArray | undefined;

/** The loops of a drawn graph that can be gone through: those that have no other one inside. */
export const loopRuns = (drawn: Graph, loops: readonly OpenLoop[]): LoopRun[] =>
  loops.flatMap((loop) => {
    const inside = insideOf(drawn, loop);
    const entries = new Set([...loop.carries, ...loop.slices].map(({ node }) => node));
    if ([...entries].some((id) => !Object.hasOwn(drawn.nodes, id))) return [];
    if ([...inside].some((id) => !entries.has(id) && isJoint(nodeOf(drawn, id)))) return [];
    return [loopRun(drawn, loop, inside, entries)];
  });

/** What depends on what a turn is given, up to where the loop ends. */
function insideOf(drawn: Graph, { carries, slices }: OpenLoop): Set<NodeId> {
  const users = consumers(drawn);
  const inside = new Set([...carries, ...slices].map(({ node }) => node));
  const nexts = new Set(carries.map(({ next }) => next));
  for (const id of inside) {
    for (const user of users.get(id) ?? []) {
      const node = nodeOf(drawn, user);
      // A joint of another loop that begins with what this one makes is inside of it; what ends this one is not.
      if (isJoint(node) && endsLoop(node)) continue;
      inside.add(user);
    }
  }
  for (const id of nexts) inside.add(id);
  return inside;
}

const endsLoop = ({ attrs }: Node): boolean => attrs.of === undefined;

function loopRun(drawn: Graph, loop: OpenLoop, inside: ReadonlySet<NodeId>, entries: ReadonlySet<NodeId>): LoopRun {
  const nodes: Record<NodeId, Node> = {};
  const given = new Set<NodeId>();
  for (const id of inside) {
    const node = nodeOf(drawn, id);
    nodes[id] = entries.has(id) ? { ...node, op: "input", inputs: [], attrs: {} } : node;
    if (entries.has(id)) continue;
    for (const input of node.inputs) {
      if (inside.has(input)) continue;
      const outer = nodeOf(drawn, input);
      nodes[input] = outer.op === "constant" ? outer : { ...outer, op: "input", inputs: [], attrs: {} };
      if (outer.op !== "constant") given.add(input);
    }
  }
  const turn = graphOf(drawn, nodes, [...entries, ...given], [...inside]);
  let look: ReturnType<typeof tracer> | undefined;
  return {
    loop,
    inside,
    turn,
    of(ran) {
      const known = outsideOf(drawn, ran);
      const constants = [...given].map((id) => [id, known(id)] as const);
      const firsts = loop.carries.map(({ node, first }) => [node, known(first)] as const);
      const sequences = loop.slices.map(({ node, of }) => [node, known(of)] as const);
      if ([...constants, ...firsts, ...sequences].some(([, value]) => value === undefined)) return undefined;
      const count = (sequences[0]?.[1] as NdArray | undefined)?.shape[0] ?? 0;
      if (count === 0) return undefined;
      const carried = [Object.fromEntries(firsts) as Record<NodeId, NdArray>];
      let last: { readonly turn: number; readonly values: Readonly<Record<NodeId, NdArray>> } | undefined;
      const run = (k: number): Readonly<Record<NodeId, NdArray>> => {
        const t = loop.reverse ? count - 1 - k : k;
        const slices = sequences.map(([id, value]) => [id, sliceOf(value as NdArray, t)] as const);
        look ??= tracer(compile(turn as Graph<any, any>, { backend: reference }));
        const { values } = look({ ...Object.fromEntries([...constants, ...slices]), ...carried[k] } as never);
        carried[k + 1] = Object.fromEntries(loop.carries.map(({ node, next }) => [node, values[next] as NdArray]));
        return values;
      };
      return {
        count,
        at(turnNumber) {
          if (last?.turn === turnNumber) return last.values;
          for (let k = carried.length - 1; k < turnNumber; k++) run(k);
          last = { turn: turnNumber, values: run(turnNumber) };
          return last.values;
        },
      };
    },
  };
}

const sliceOf = ({ data, shape, dtype }: NdArray, t: number): NdArray => {
  const size = data.length / (shape[0] as number);
  return new NdArray(data.slice(t * size, (t + 1) * size) as typeof data, shape.slice(1), dtype);
};

/** Values of a run, and of what the picture writes otherwise than it ran: that is computed of these. */
function outsideOf(drawn: Graph, ran: Known): Known {
  return (id) => {
    const known = ran(id);
    if (known !== undefined) return known;
    const nodes: Record<NodeId, Node> = {};
    const feeds: Record<NodeId, NdArray> = {};
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (Object.hasOwn(nodes, next)) continue;
      const node = nodeOf(drawn, next);
      const value = node.op === "constant" ? undefined : ran(next);
      if (value !== undefined) {
        nodes[next] = { ...node, op: "input", inputs: [], attrs: {} };
        feeds[next] = value;
      } else if (isJoint(node) || (isLeaf(node.op) && node.op !== "constant")) return undefined;
      else {
        nodes[next] = node;
        open.push(...node.inputs);
      }
    }
    const graph = graphOf(drawn, nodes, Object.keys(feeds), [id]);
    return tracer(compile(graph as Graph<any, any>, { backend: reference }))(feeds as never).values[id];
  };
}

/** A graph of some nodes of another one. */
function graphOf(drawn: Graph, nodes: Record<NodeId, Node>, inputs: readonly NodeId[], results: readonly NodeId[]): Graph {
  const own = { ...nodes };
  carryOps(own, opsOf(drawn));
  return { format: drawn.format, nodes: own, inputs, outputs: Object.fromEntries(results.map((id, i) => [`n${i}`, id])), updates: {} };
}
