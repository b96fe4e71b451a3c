import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import type { Op, Operands, OpSet, TensorType } from "../../../graph/op.ts";
import { type Shape, sameShape } from "../../../graph/shape.ts";
import { topologicalOrder } from "../../../graph/walk.ts";

/*
 * A layer whose input changes its size needs other weights, and which of their axes must change only its op knows: it is asked, by its rule of
 * shapes, for the fewest axes that make it fit. So dense, convolutions, normalisations and ops of users are all resized alike.
 */

/** Axes of parameters are tried at most this often for one node: enough for all subsets of four of a layer of six parameters. */
const mostTrials = 3000;
/** Axes that are changed together, at most, where not all of a size are. */
const mostTogether = 4;

/** New shapes of parameters, by id. */
export type Shapes = ReadonlyMap<NodeId, Shape>;

/**
 * The parameters of a changed graph that must have other shapes for its nodes to fit, from the leaves on. `before` is the graph before the
 * change: sizes that a node got from its inputs tell which axes may follow. A node that cannot be made to fit ends the search; checking the
 * graph then says what is wrong with it.
 */
export function fitParameters(graph: Graph, before: Graph, ops: OpSet, given: Shapes = new Map()): Shapes {
  const shapes = new Map(given);
  const types = new Map<NodeId, TensorType>();
  if (Object.values(graph.nodes).some(({ inputs }) => inputs.some((input) => !Object.hasOwn(graph.nodes, input)))) return shapes;
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const { op, inputs, attrs, dtype } = node;
    if (isLeaf(op)) {
      types.set(id, { shape: shapes.get(id) ?? node.shape, dtype });
      continue;
    }
    const definition = ops.get(op);
    if (definition === undefined) return shapes;
    const typesNow = inputs.map((input) => types.get(input) as TensorType);
    let type = inferred(definition, typesNow, attrs);
    if (type === undefined) {
      const changes = sizeChanges(graph, before, id, typesNow);
      const old = Object.hasOwn(before.nodes, id) ? nodeOf(before, id).shape : undefined;
      const found = fittingShapes(definition, node, graph, typesNow, changes, (one) => old !== undefined && sameShape(one.shape, old));
      if (found === undefined) return shapes;
      for (const [parameter, shape] of found.shapes) {
        shapes.set(parameter, shape);
        types.set(parameter, { ...(types.get(parameter) as TensorType), shape });
      }
      type = found.type;
    }
    types.set(id, type);
  }
  return shapes;
}

/** The shapes of a node's parameters that give an axis of its result another size; undefined where none do. */
export function resizedParameters(graph: Graph, id: NodeId, axis: number, size: number, ops: OpSet): Shapes | undefined {
  const node = nodeOf(graph, id);
  const op = ops.get(node.op);
  const old = node.shape[axis];
  if (op === undefined || typeof old !== "number" || !node.inputs.some((input) => nodeOf(graph, input).op === "parameter"))
    return undefined;
  const wanted = node.shape.map((dim, i) => (i === axis ? size : dim));
  const types = node.inputs.map((input) => nodeOf(graph, input));
  const found = fittingShapes(op, node, graph, types, new Map([[old, size]]), ({ shape }) => sameShape(shape, wanted), true);
  return found?.shapes;
}

/** What an op infers; undefined where the inputs do not fit. */
export function inferred(op: Op, inputs: readonly TensorType[], attrs: Node["attrs"]): TensorType | undefined {
  try {
    return op.infer(inputs as unknown as Operands<TensorType>, attrs, () => {
      throw new Error("unfit");
    });
  } catch {
    return undefined;
  }
}

/** Old size → new size of the axes of what a node reads that is no parameter. */
function sizeChanges(graph: Graph, before: Graph, id: NodeId, types: readonly TensorType[]): Map<number, number> {
  const changes = new Map<number, number>();
  if (!Object.hasOwn(before.nodes, id)) return changes;
  const inputsBefore = nodeOf(before, id).inputs;
  for (const [i, input] of nodeOf(graph, id).inputs.entries()) {
    const read = inputsBefore[i];
    if (nodeOf(graph, input).op === "parameter" || read === undefined) continue;
    const now = types[i]?.shape ?? [];
    // Counted from the end, where features are: what is put before or behind may have other axes.
    const was = nodeOf(before, read).shape;
    for (let axis = 1; axis <= Math.min(now.length, was.length); axis++) {
      const [from, to] = [was.at(-axis), now.at(-axis)];
      if (typeof from === "number" && typeof to === "number" && from !== to && from > 0) changes.set(from, to);
    }
  }
  return changes;
}

interface AxisChange {
  /** Position among the inputs. */
  readonly input: number;
  readonly axis: number;
  readonly size: number;
}

interface Fitting {
  readonly shapes: Shapes;
  readonly type: TensorType;
}

/** The fewest axes of a node's parameters that must change for its op to take them; of several ways, the first that gives what is preferred. */
function fittingShapes(
  op: Op,
  { inputs, attrs }: Node,
  graph: Graph,
  types: readonly TensorType[],
  changes: ReadonlyMap<number, number>,
  prefers: (type: TensorType) => boolean,
  onlyPreferred = false,
): Fitting | undefined {
  const possible: AxisChange[] = inputs.flatMap((input, i) =>
    nodeOf(graph, input).op !== "parameter" || inputs.indexOf(input) !== i
      ? []
      : (types[i] as TensorType).shape.flatMap((dim, axis) =>
          [...changes].flatMap(([from, to]): AxisChange[] => {
            if (typeof dim !== "number" || dim === 0 || (dim * to) % from !== 0 || dim % from !== 0) return [];
            return [{ input: i, axis, size: (dim / from) * to }];
          }),
        ),
  );
  let trials = 0;
  const tried = (some: readonly AxisChange[]): Fitting | undefined => {
    trials++;
    const changed = types.map(({ shape, dtype }, i) => ({
      dtype,
      shape: some.reduce<Shape>(
        (dims, { input, axis, size }) => (inputs[i] === inputs[input] ? dims.map((dim, at) => (at === axis ? size : dim)) : dims),
        shape,
      ),
    }));
    const type = inferred(op, changed, attrs);
    if (type === undefined) return undefined;
    return { type, shapes: new Map(some.map(({ input }) => [inputs[input] as NodeId, (changed[input] as TensorType).shape])) };
  };
  const counts = [1, 2, possible.length, 3, mostTogether].filter((count, i, all) => count <= possible.length && all.indexOf(count) === i);
  for (const count of counts) {
    let other: Fitting | undefined;
    for (const some of subsets(possible, count)) {
      if (trials > mostTrials) return undefined;
      const fitting = tried(some);
      if (fitting === undefined) continue;
      if (prefers(fitting.type)) return fitting;
      if (!onlyPreferred) other ??= fitting;
    }
    if (other !== undefined) return other;
  }
  return undefined;
}

/** All choices of `count` of these, in order. */
function* subsets<T>(items: readonly T[], count: number, from = 0): Generator<readonly T[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= items.length - count; i++) {
    for (const rest of subsets(items, count - 1, i + 1)) yield [items[i] as T, ...rest];
  }
}
