import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { Keys } from "../../../graph/keys.ts";
import { consumers, topologicalOrder } from "../../../graph/walk.ts";

/** A part of a network that comes several times in a row, each with the same ops, shapes and inner connections. */
export interface LayerRun {
  /** The nodes of each copy in the same order, the parameters that only it uses among them. */
  readonly copies: readonly (readonly NodeId[])[];
}

/** "× 46   layers 2 … 47": the title of a box that is drawn once for many; without numbers where its parts have none. */
export const repeatTitle = (copies: number, least: number | undefined, most: number | undefined): string =>
  `× ${copies}${least === undefined || most === undefined ? "" : `   layers ${least} … ${most}`}`;

/** Fewer copies than this are drawn one by one. */
const fewest = 3;
/** Joints that one copy may span. */
const longest = 24;

/**
 * The runs of equal layers in a graph: maximal, not overlapping, in order. `starts` tells where a copy preferably begins.
 *
 * A joint is a node through which all data passes; what lies from one joint to the next is a segment: a single layer in a chain,
 * a whole block where a shortcut leads around it. A run is a repeated sequence of segments of equal structure.
 */
export function findRuns(graph: Graph, starts: (id: NodeId) => boolean): LayerRun[] {
  const order = topologicalOrder(graph).filter((id) => nodeOf(graph, id).inputs.length > 0);
  const segments = cutAtJoints(graph, order);
  const codes = new Map<string, number>();
  const users = consumers(graph);
  const outputs = new Set(Object.values(graph.outputs));
  const kept = new Set(Object.entries(graph.updates).flat());
  const isOwn = (id: NodeId): boolean =>
    nodeOf(graph, id).op === "parameter" && users.get(id)?.length === 1 && !outputs.has(id) && !kept.has(id);
  const keys = new Keys();
  const sequence = segments.map((segment, i) => {
    const signature = segment.some((id) => kept.has(id))
      ? undefined
      : signatureOf(graph, segment, segments[i - 1]?.at(-1) ?? soleInput(graph, segment), isOwn, keys);
    // What cannot be folded equals nothing, not even itself.
    if (signature === undefined) return -1 - i;
    const code = codes.get(signature) ?? codes.size;
    codes.set(signature, code);
    return code;
  });
  // Outputs may leave the last copy of a run only: the first stands for all.
  const seen = segments.map((segment) => segment.some((id) => outputs.has(id)));
  const isSeen = (i: number): boolean => seen[i] as boolean;
  const runs: LayerRun[] = [];
  for (let at = 0; at < sequence.length; ) {
    const found = repetitionAt(sequence, at, (i) => starts(segments[i]?.[0] as NodeId), isSeen);
    if (found === undefined) {
      at++;
      continue;
    }
    const { start, period, count } = found;
    const copy = (k: number): NodeId[] => segments.slice(start + k * period, start + (k + 1) * period).flat();
    runs.push({
      copies: Array.from({ length: count }, (_, k) => copy(k).flatMap((id) => [...nodeOf(graph, id).inputs.filter(isOwn), id])),
    });
    at = start + count * period;
  }
  return runs;
}

/** The repetition that begins at `at` or, to begin where a copy should, up to one period later. */
function repetitionAt(
  sequence: readonly number[],
  at: number,
  starts: (i: number) => boolean,
  isSeen: (i: number) => boolean,
): { start: number; period: number; count: number } | undefined {
  for (let period = 1; period <= longest && at + fewest * period <= sequence.length; period++) {
    let end = at;
    const isFree = Array.from({ length: period - 1 }, (_, i) => at + i).every((i) => !isSeen(i));
    while (isFree && end + period < sequence.length && sequence[end] === sequence[end + period] && !isSeen(end + period - 1)) end++;
    const length = end - at + period;
    const count = Math.floor(length / period);
    if (count < fewest) continue;
    for (let shift = 0; shift <= Math.min(period - 1, length - fewest * period); shift++) {
      if (starts(at + shift)) return { start: at + shift, period, count: Math.floor((length - shift) / period) };
    }
    return { start: at, period, count };
  }
  return undefined;
}

/** Lists of nodes in order, each ending with a joint. */
function cutAtJoints(graph: Graph, order: readonly NodeId[]): NodeId[][] {
  const position = new Map(order.map((id, i) => [id, i]));
  const reach = order.map((_, i) => i);
  for (const [i, id] of order.entries()) {
    for (const input of nodeOf(graph, id).inputs) {
      const from = position.get(input);
      if (from !== undefined) reach[from] = Math.max(reach[from] as number, i);
    }
  }
  const segments: NodeId[][] = [];
  let segment: NodeId[] = [];
  // Whether an edge that began before position i leads beyond it.
  let furthest = -1;
  for (const [i, id] of order.entries()) {
    segment.push(id);
    const isPassed = furthest > i;
    furthest = Math.max(furthest, reach[i] as number);
    if (!isPassed) {
      segments.push(segment);
      segment = [];
    }
  }
  if (segment.length > 0) segments.push(segment);
  return segments;
}

/** The only input that the first segment reads: it is fed by it as others are by the joint before them. */
function soleInput(graph: Graph, segment: readonly NodeId[]): NodeId | undefined {
  const inputs = new Set(segment.flatMap((id) => nodeOf(graph, id).inputs.filter((input) => nodeOf(graph, input).op === "input")));
  return inputs.size === 1 ? [...inputs][0] : undefined;
}

/** Equal texts mean equal structure: the same ops on the same shapes, fed from inside, from the joint before, by parameters of its own, or by the same node. */
function signatureOf(
  graph: Graph,
  segment: readonly NodeId[],
  entry: NodeId | undefined,
  isOwn: (id: NodeId) => boolean,
  keys: Keys,
): string {
  const local = new Map(segment.map((id, i) => [id, i]));
  const parts: unknown[] = [];
  for (const id of segment) {
    const { op, attrs, shape, dtype, inputs } = nodeOf(graph, id);
    const sources = inputs.map((input) => {
      const source = nodeOf(graph, input);
      if (local.has(input)) return local.get(input);
      if (input === entry) return ["entry", source.shape, source.dtype];
      return isOwn(input) ? ["own", source.shape, source.dtype] : ["shared", input];
    });
    parts.push([op, keys.keyOf(attrs), shape, dtype, sources]);
  }
  return JSON.stringify(parts);
}
