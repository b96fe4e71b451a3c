import { isFloat } from "../../../graph/dtype.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isPrimitive, type Op } from "../../../graph/op.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { type Shape, sizeOf } from "../../../graph/shape.ts";
import { topologicalOrder } from "../../../graph/walk.ts";

/** Weights, and the nodes that do nothing but move their elements to where they are read. */
export interface MovedWeights {
  readonly weights: Set<NodeId>;
  readonly moves: Set<NodeId>;
  /** Those of the moves that other nodes, or nobody but an output, read. */
  readonly ends: Set<NodeId>;
  /** A weight is cut or joined, not merely seen in another shape or order. */
  isCut: boolean;
  /** A weight is read as it is, too. */
  isRead: boolean;
}

/** All weights of a graph, those together that are moved into one. */
export function movedWeights(graph: Graph): ReadonlySet<MovedWeights> {
  const ops = opsOf(graph);
  const groups = new Map<NodeId, MovedWeights>();
  const read = (id: NodeId): void => {
    const group = groups.get(id);
    if (group?.weights.has(id)) group.isRead = true;
    else group?.ends.add(id);
  };
  for (const id of topologicalOrder(graph)) {
    const { op: name, inputs, shape, dtype, attrs } = nodeOf(graph, id);
    const op = opOf(name, id, ops);
    if (name === "parameter" && isFloat(dtype)) {
      groups.set(id, { weights: new Set([id]), moves: new Set(), ends: new Set(), isCut: false, isRead: false });
    } else if (op !== undefined && isMove(op) && inputs.length > 0 && inputs.every((input) => groups.has(input)) && isOnce(graph, id)) {
      const group = joined(inputs, groups);
      group.moves.add(id);
      groups.set(id, group);
      const shapes = inputs.map((input) => nodeOf(graph, input).shape);
      group.isCut ||= "move" in op && cuts(op, shapes, shape, attrs);
    } else inputs.forEach(read);
  }
  Object.values(graph.outputs).forEach(read);
  return new Set(groups.values());
}

type MovingOp = Extract<Op, { readonly move: unknown } | { readonly view: unknown }>;
const isMove = (op: Op): op is MovingOp => isPrimitive(op) && ("move" in op || "view" in op);

/** False where more comes out than went in: then elements are there twice, and perhaps very often. */
function isOnce(graph: Graph, id: NodeId): boolean {
  const { inputs, shape } = nodeOf(graph, id);
  const sizes = [...new Set(inputs)].map((input) => sizeOf(nodeOf(graph, input).shape as readonly number[]));
  return sizeOf(shape as readonly number[]) <= sizes.reduce((a, b) => a + b, 0);
}

/** True where not all elements of one input come out, each once. */
function cuts(op: Extract<MovingOp, { readonly move: unknown }>, inputs: readonly Shape[], output: Shape, attrs: object): boolean {
  const sized = (shape: Shape): { readonly shape: readonly number[] } => ({ shape: shape as readonly number[] });
  const blocks = op.move(inputs.map(sized) as never, sized(output), attrs);
  return blocks.length > 1 || sizeOf(output as readonly number[]) !== sizeOf(inputs[0] as readonly number[]);
}

/** The groups of these nodes as one. */
function joined(ids: readonly NodeId[], groups: Map<NodeId, MovedWeights>): MovedWeights {
  const [first, ...others] = [...new Set(ids.map((id) => groups.get(id) as MovedWeights))] as [MovedWeights, ...MovedWeights[]];
  for (const other of others) {
    for (const id of other.weights) first.weights.add(id);
    for (const id of other.moves) first.moves.add(id);
    for (const id of other.ends) first.ends.add(id);
    for (const id of [...other.weights, ...other.moves]) groups.set(id, first);
    first.isCut ||= other.isCut;
    first.isRead ||= other.isRead;
  }
  return first;
}
