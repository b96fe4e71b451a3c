import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import { allocate } from "../../../graph/dtype.ts";
import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import { reference } from "../../backends/reference/reference.ts";
import { select } from "../../passes/select.ts";
import { compile } from "../../run/compile.ts";
import { freshIds } from "./ids.ts";
import { type MovedWeights, movedWeights } from "./moved-weights.ts";

type Parameters = Readonly<Record<NodeId, NdArray>>;

/**
 * The model with its weights as they are read: those that are cut into parts, or joined, before anything is computed with them lie so from the
 * start, as gates of an lstm do that come in another order in the file. Else each run would move them.
 *
 * A weight that is read as it is, too, or a number of which is read twice, stays: a training changes it for both. So does one that is only
 * transposed, which costs a run nothing, and keeps the shape that it has in the file.
 */
export function weightsInPlace(graph: Graph, parameters: Parameters): { readonly graph: Graph; readonly parameters: Parameters } {
  const gone = new Set<NodeId>();
  const found: End[] = [];
  for (const group of movedWeights(graph)) {
    const ends = group.isCut && !group.isRead ? endsOf(graph, group, parameters) : undefined;
    if (ends === undefined) continue;
    for (const id of [...group.weights, ...group.moves]) gone.add(id);
    found.push(...ends);
  }
  if (found.length === 0) return { graph, parameters };
  const idOf = freshIds((id) => Object.hasOwn(graph.nodes, id) && !gone.has(id));
  const stands = new Map<NodeId, readonly [id: NodeId, node: Node]>();
  const settled = Object.fromEntries(Object.entries(parameters).filter(([id]) => !gone.has(id)));
  for (const { end, weight, values } of found) {
    const id = idOf(weight, "w");
    stands.set(end, [id, Object.freeze({ ...nodeOf(graph, weight), shape: values.shape })]);
    settled[id] = values;
  }
  return { graph: rewired(graph, gone, stands), parameters: settled };
}

/** What a move at an end gives, and the weight that its first number comes from, whose name it takes. */
interface End {
  readonly end: NodeId;
  readonly weight: NodeId;
  readonly values: NdArray;
}

/** Numbers up to so many are told apart by float32. */
const mostNumbers = 2 ** 24;
/** Each number may be moved so often: what moves them more, or repeats them, is left to a run, and takes no time and memory here. */
const mostMoves = 16;

/**
 * What comes out at the ends; undefined where a number comes out twice, or one that is no weight's. The moves are carried out on the numbers of
 * all elements, from 1 on: these tell where each came from.
 */
function endsOf(graph: Graph, { weights, moves, ends }: MovedWeights, parameters: Parameters): readonly End[] | undefined {
  const list = [...weights].map((id) => ({ id, array: parameters[id] as NdArray }));
  const { dtype } = (list[0] as (typeof list)[number]).array;
  const total = list.reduce((sum, { array }) => sum + array.data.length, 0);
  if (total > mostNumbers || ends.size === 0 || list.some(({ array }) => array.dtype !== dtype)) return undefined;
  const sizes = (ids: ReadonlySet<NodeId>): number => [...ids].reduce((sum, id) => sum + sizeOf(nodeOf(graph, id).shape as number[]), 0);
  if (sizes(ends) > total || sizes(moves) > mostMoves * total) return undefined;
  const [numbered, values] = [{} as Record<NodeId, NdArray>, allocate(dtype, total)];
  let before = 0;
  for (const { id, array } of list) {
    const numbers = allocate(dtype, array.data.length);
    for (let i = 0; i < numbers.length; i++) {
      values[before + i] = array.data[i] as number;
      numbers[i] = before + i + 1;
    }
    numbered[id] = new NdArray(numbers, array.shape, dtype);
    before += numbers.length;
  }
  const results = compile(select(graph, [...ends]), { backend: reference, parameters: numbered }).run({}) as Parameters;
  const seen = new Uint8Array(total + 1);
  const found: End[] = [];
  for (const [end, { data, shape }] of Object.entries(results)) {
    const read = allocate(dtype, data.length);
    for (let i = 0; i < read.length; i++) {
      const place = data[i] as number;
      if (place === 0 || seen[place] === 1) return undefined;
      seen[place] = 1;
      read[i] = values[place - 1] as number;
    }
    found.push({ end, weight: weightAt((data[0] ?? 1) - 1, list), values: new NdArray(read, shape, dtype) });
  }
  return found;
}

function weightAt(place: number, list: readonly { readonly id: NodeId; readonly array: NdArray }[]): NodeId {
  let end = 0;
  const found = list.find(({ array }) => (end += array.data.length) > place);
  return (found ?? (list[0] as (typeof list)[number])).id;
}

/** The graph without some nodes, weights in the places of others. */
function rewired(graph: Graph, gone: ReadonlySet<NodeId>, stands: ReadonlyMap<NodeId, readonly [NodeId, Node]>): Graph {
  const builder = new GraphBuilder(opsOf(graph));
  const now = (id: NodeId): NodeId => stands.get(id)?.[0] ?? id;
  for (const id of topologicalOrder(graph)) {
    const weight = stands.get(id);
    if (weight !== undefined) builder.nodes.set(...weight);
    else if (!gone.has(id)) builder.adopt(id, nodeOf(graph, id), nodeOf(graph, id).inputs.map(now));
  }
  return finish(builder, graph.inputs, Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, now(id)])));
}
