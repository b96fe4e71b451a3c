import { boundAttrs, boundNames } from "../../graph/attrs.ts";
import { countOfShape, divideDims, evaluateDim, isExpression, namesIn } from "../../graph/dim.ts";
import { type Attrs, type Graph, graphFormat, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { isPrimitive, type Known, type Move, type Op, type Operands, type OpSet, type Primitive } from "../../graph/op.ts";
import { carryOps, opOf, opsOf } from "../../graph/ops-of.ts";
import { type Dim, type Shape, stridesOf } from "../../graph/shape.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { isShown, lower } from "../passes/lower.ts";

/** How the values that a node has for parts of the rows become the value it has for all of them. */
export interface Merge {
  /** "same": the node depends on no row; where parameters change from batch to batch, it is averaged over their rows. */
  readonly by: "sum" | "mean" | "max" | "same";
  /** Of a mean: further named dims it is taken over, which may differ from batch to batch. */
  readonly dims: readonly Dim[];
}

/** Scalar outputs as functions of folds over the rows: what the rest of the graph makes of sums, means and maxima. */
export interface RowFolds {
  /** The nodes to merge over batches. */
  readonly parts: ReadonlyMap<NodeId, Merge>;
  /** The outputs that are such nodes themselves. */
  readonly direct: Readonly<Record<string, NodeId>>;
  /** What makes the other outputs; its inputs are the parts. */
  readonly rest: Graph;
  /** An output that parts of the rows do not tell, and the first node to blame. */
  readonly problem: { readonly output: string; readonly node: NodeId; readonly backToRows: boolean } | undefined;
}

/**
 * rows: one value for each row, of that row alone. steady: depends on no row. fold: rows taken together, in a way that is known.
 * function: made of folds and what is steady. mixed: anything else, as rows that depend on other rows.
 */
type Role = "rows" | "steady" | "fold" | "function" | "mixed";

/**
 * Splits the named outputs of a graph of primitives and loops, whose rows lie along the dim `rowDim`. What is `apart` counts as values of single rows
 * though it may depend on others of its batch.
 */
export function rowFolds(
  graph: Graph<any, any>,
  rowDim: string | undefined,
  names: readonly string[],
  apart: (id: NodeId) => boolean = () => false,
): RowFolds {
  const ops = opsOf(graph);
  const outputs = names.map((name): readonly [string, NodeId] => [name, graph.outputs[name] as NodeId]);
  const needed = ancestors(
    graph,
    outputs.map(([, id]) => id),
  );
  const order = topologicalOrder(graph).filter((id) => needed.has(id));
  const roles = rolesOf(graph, ops, order, rowDim, apart);
  /** Of a mixed node: the first one that made it so. */
  const culprits = new Map<NodeId, NodeId>();
  for (const id of order) {
    const node = nodeOf(graph, id);
    if (roles.get(id) === "mixed")
      culprits.set(id, node.inputs.map((input) => culprits.get(input)).find((input) => input !== undefined) ?? id);
  }

  const mergeOf = (id: NodeId): Merge => {
    const { op, inputs } = nodeOf(graph, id);
    if (roles.get(id) === "steady") return { by: "same", dims: [] };
    const folds = foldsOf(opOf(op, id, ops) as Primitive<any>) ?? "sum";
    return { by: folds, dims: folds === "mean" ? lostDims(graph, id, inputs[0] as NodeId).map((dim) => perRow(dim, rowDim)) : [] };
  };
  const direct = outputs.filter(([, id]) => roles.get(id) !== "function");
  const made = outputs.filter(([, id]) => roles.get(id) === "function");
  const rest = ancestorsWithin(graph, made, (id) => roles.get(id) === "function" || nodeOf(graph, id).op === "constant");
  const parts = order.filter((id) => rest.read.has(id) || direct.some(([, output]) => output === id));
  const guilty = outputs.find(([, id]) => roles.get(id) === "mixed" || roles.get(id) === "rows");
  const node = guilty && (culprits.get(guilty[1]) ?? guilty[1]);
  const nodes = Object.fromEntries(order.flatMap((id) => restNode(id, nodeOf(graph, id), rest)));
  carryOps(nodes, ops);
  return {
    parts: new Map(parts.map((id) => [id, mergeOf(id)])),
    direct: Object.fromEntries(direct),
    rest: {
      format: graphFormat,
      nodes,
      inputs: order.filter((id) => rest.read.has(id)),
      outputs: Object.fromEntries(made),
      updates: {},
    },
    problem:
      guilty && node !== undefined
        ? {
            output: guilty[0],
            node,
            backToRows: nodeOf(graph, node).inputs.some((id) => ["fold", "function"].includes(roles.get(id) as Role)),
          }
        : undefined,
  };
}

/** The nodes of a graph of primitives that have a value for each row, of that row alone. */
export function nodesOfRows(graph: Graph<any, any>, rowDim: string | undefined): ReadonlySet<NodeId> {
  const roles = rolesOf(graph, opsOf(graph), topologicalOrder(graph), rowDim, () => false);
  return new Set([...roles].flatMap(([id, role]) => (role === "rows" ? id : [])));
}

function rolesOf(
  graph: Graph<any, any>,
  ops: OpSet,
  order: readonly NodeId[],
  rowDim: string | undefined,
  apart: (id: NodeId) => boolean,
): Map<NodeId, Role> {
  const roles = new Map<NodeId, Role>();
  for (const id of order) {
    const node = nodeOf(graph, id);
    const role = roleOf(node, opOf(node.op, id, ops), graph, roles, rowDim);
    roles.set(id, role === "mixed" && apart(id) ? "rows" : role);
  }
  return roles;
}

function roleOf(
  { op: name, inputs, shape, attrs }: Node,
  op: Op | undefined,
  graph: Graph<any, any>,
  roles: ReadonlyMap<NodeId, Role>,
  rowDim: string | undefined,
): Role {
  const times = rowAxes(shape, rowDim).length;
  if (op === undefined) return inputRole(name, shape, rowDim);
  if (isGraph(attrs.body) && typeof attrs.result === "string") return loopRole(attrs, inputs, graph, roles, rowDim);
  if (!isPrimitive(op)) return "mixed";
  const shapes = inputs.map((input) => nodeOf(graph, input).shape);
  if ("known" in op) return times > 0 ? "mixed" : growth(op, attrs, shapes, rowDim);
  const read = inputs.map((input) => roles.get(input) as Role);
  if (read.includes("mixed") || times > 1 || startsAtRows(op, attrs, rowDim)) return "mixed";
  const ofFolds = read.includes("fold") || read.includes("function");
  if (!read.includes("rows"))
    return times === 0 ? (ofFolds ? "function" : "steady") : ofFolds || !isMultiple(shape, rowDim) ? "mixed" : "rows";
  if (ofFolds) return "mixed";
  if ("index" in op && indexesRows(attrs, op.index.does === "pick" ? (shapes[0] as Shape) : shape, rowDim)) return "mixed";
  if (times === 0) return foldsOf(op) === undefined ? "mixed" : "fold";
  const rows = shapes.filter((_, i) => read[i] === "rows");
  if ("accumulate" in op && rowAxes(shape, rowDim).includes(attrs.axis as number)) return "mixed";
  if (!keepsApart(op, rows, shape, rowDim)) return "mixed";
  return "move" in op && !movesWithinRows(op, attrs, shapes, shape, rowDim) ? "mixed" : "rows";
}

/** A loop whose steps keep rows apart does: not one over the rows themselves, and not one of what rows are folded to. */
function loopRole(
  attrs: Attrs,
  inputs: readonly NodeId[],
  graph: Graph<any, any>,
  outer: ReadonlyMap<NodeId, Role>,
  rowDim: string | undefined,
): Role {
  const body = lower(attrs.body as unknown as Graph, { keep: isShown });
  const carries = body.inputs.filter((id) => Object.hasOwn(body.outputs, id));
  const given = new Map<NodeId, Role>();
  for (const [i, id] of body.inputs.entries()) {
    const isSlice = i >= carries.length && i < carries.length + (attrs.sequences as number);
    const role = outer.get(inputs[i] as NodeId) as Role;
    const overRows = isSlice && rowAxes(nodeOf(graph, inputs[i] as NodeId).shape, rowDim).includes(0);
    if (overRows || (role !== "rows" && role !== "steady")) return "mixed";
    given.set(id, role);
  }
  const ops = opsOf(body);
  // What is steady at first may be made of rows after a step, and then makes others so.
  for (;;) {
    const roles = new Map(given);
    for (const id of topologicalOrder(body)) {
      const node = nodeOf(body, id);
      if (!roles.has(id)) roles.set(id, roleOf(node, opOf(node.op, id, ops), body, roles, rowDim));
    }
    const roleIn = (name: string): Role => roles.get(body.outputs[name] as NodeId) as Role;
    const grown = carries.filter((id) => roleIn(id) !== given.get(id) && given.get(id) === "steady");
    if (carries.some((id) => roleIn(id) !== "rows" && roleIn(id) !== "steady")) return "mixed";
    if (grown.length === 0) {
      const role = roleIn(attrs.result as string);
      return role === "rows" || role === "steady" ? role : "mixed";
    }
    for (const id of grown) given.set(id, "rows");
  }
}

/** The role of an input or another leaf. An axis of which the rows are a part only is none of rows: which is in which row is not known. */
function inputRole(name: string, shape: Shape, rowDim: string | undefined): Role {
  const axes = rowAxes(shape, rowDim);
  if (axes.length === 0) return name === "input" && rowDim === undefined ? "mixed" : "steady";
  return axes.every((axis) => shape[axis] === rowDim) ? "rows" : "mixed";
}

/** The axes whose size depends on the number of rows. */
const rowAxes = (shape: Shape, rowDim: string | undefined): number[] =>
  rowDim === undefined
    ? []
    : shape.flatMap((dim, axis) => (dim === rowDim || (isExpression(dim) && namesIn(dim).includes(rowDim)) ? [axis] : []));

/** True for an op that takes positions which depend on the number of rows: of parts of the rows it takes others. */
const startsAtRows = (op: Primitive<any>, attrs: Attrs, rowDim: string | undefined): boolean =>
  rowDim !== undefined && boundNames(op.attrs).some((attr) => [attrs[attr] as Dim].flat().some((dim) => namesIn(dim).includes(rowDim)));

/** True for an op whose result has a row for each row of its inputs (of which these are the shapes), made of that row alone. */
function keepsApart(op: Primitive<any>, inputs: readonly Shape[], output: Shape, rowDim: string | undefined): boolean {
  // The same elements in the same order are the same rows where as many elements lie before the first one and between two of them.
  if ("view" in op) return inputs.every((shape) => sizeBefore(shape, rowDim) === sizeBefore(output, rowDim)) && isMultiple(output, rowDim);
  // batch*time is rows of time elements each where a view made it so, and stays that; it is none where something else is as long.
  if (inputs.some((shape) => rowDimIn(shape, rowDim) !== rowDimIn(output, rowDim))) return false;
  if ("kernel" in op) return op.elementwise === true || op.folds !== undefined || op.apart === true;
  return !("random" in op);
}

/** True where indices are positions of rows: along an axis, the last where none is given, of what is read or written at them. */
const indexesRows = ({ axis = -1 }: Attrs, indexed: Shape, rowDim: string | undefined): boolean =>
  rowAxes(indexed.slice(axis as number).slice(0, 1), rowDim).length > 0;

/** True where a move takes each row from the row of the same position: it may mix what is in a row, not rows. */
function movesWithinRows(op: Move<any>, attrs: Attrs, inputs: readonly Shape[], output: Shape, rowDim: string | undefined): boolean {
  // What holds for a few rows holds for any number; other names are large, so that differences such as time − 1 are sizes.
  const sizeOf = (name: string): number => (name === rowDim ? 7 : 100);
  const sized = (shape: Shape): number[] => shape.map((dim) => evaluateDim(dim, sizeOf) as number);
  const y = sized(output);
  const axis = rowAxes(output, rowDim)[0];
  const blocks = op.move(
    inputs.map((shape) => ({ shape: sized(shape) })) as unknown as Operands<{ readonly shape: readonly number[] }>,
    { shape: y },
    boundAttrs(attrs, op.attrs, sizeOf) as Attrs,
  );
  return blocks.every((block) => {
    if ("fill" in block) return true;
    const { input, from, steps, at, shape = y, apart } = block;
    const given = inputs[input] as Shape;
    const own = rowAxes(given, rowDim)[0];
    if (own === undefined) return true;
    const x = sized(given);
    const row = stridesOf(x)[own] as number;
    const all = row * (x[own] as number);
    // Where in its row an element is: no step of another axis may lead out of it.
    let [least, most] = [from % row, from % row];
    for (const [i, step] of steps.entries()) {
      if (i === axis || step % all === 0) continue;
      const way = ((shape[i] as number) - 1) * step;
      if (way < 0) least += way;
      else most += way;
    }
    const begins = axis === undefined ? 0 : (at?.[axis] ?? 0);
    if (axis === undefined || (apart?.[axis] ?? 1) !== 1) return false;
    return steps[axis] === row && Math.floor((from % all) / row) === begins && least >= 0 && most < row;
  });
}

const rowDimIn = (shape: Shape, rowDim: string | undefined): Dim | undefined => shape[rowAxes(shape, rowDim)[0] as number];

/** True where the axis of the rows has a number of elements for each. */
const isMultiple = (shape: Shape, rowDim: string | undefined): boolean => {
  const each = divideDims(rowDimIn(shape, rowDim) as Dim, rowDim as Dim);
  return each !== undefined && !namesIn(each).includes(rowDim as string);
};

/** What the whole is of the results of parts of an axis that the op folds; undefined where parts do not tell it. */
function foldsOf(op: Primitive<any>): "sum" | "mean" | "max" | undefined {
  if ("kernel" in op) return op.folds;
  if ("product" in op || ("index" in op && op.index.does === "add")) return "sum";
  if (!("reduce" in op) || op.reduce.after !== undefined || op.reduce.fold === "argmax") return undefined;
  return op.reduce.fold;
}

/** How many elements lie before the first two rows: the dims before that of the rows, multiplied. */
const sizeBefore = (shape: Shape, rowDim: string | undefined): Dim => countOfShape(shape.slice(0, rowAxes(shape, rowDim)[0]));

/** The role of a number that shapes tell: a fold where it adds up over parts of the rows, mixed where it grows in another way. */
function growth(op: Known<any>, attrs: unknown, shapes: readonly Shape[], rowDim: string | undefined): Role {
  // Other names are large, so that differences such as time − 1 are sizes.
  const sizesOf = (shape: Shape, rows: number): number[] =>
    shape.map((dim) => evaluateDim(dim, (name) => (name === rowDim ? rows : 100)) as number);
  const count = (rows: number): number =>
    op.known(shapes.map((shape) => ({ shape: sizesOf(shape, rows) })) as unknown as Operands<{ readonly shape: readonly number[] }>, attrs);
  const [one, two, three] = [count(1), count(2), count(3)];
  if (one === two && two === three) return "steady";
  return two === 2 * one && three === 3 * one ? "fold" : "mixed";
}

/** Named dims of the input that the node no longer has. */
const lostDims = (graph: Graph, id: NodeId, input: NodeId): Dim[] => {
  const { shape } = nodeOf(graph, id);
  return nodeOf(graph, input).shape.filter((dim) => typeof dim === "string" && !shape.includes(dim));
};

/** How many elements an axis has for each row; all that it has where it is not that of the rows. */
const perRow = (dim: Dim, rowDim: string | undefined): Dim => (rowDim === undefined ? dim : (divideDims(dim, rowDim) ?? dim));

interface Rest {
  readonly nodes: ReadonlySet<NodeId>;
  /** What its nodes read of others. */
  readonly read: ReadonlySet<NodeId>;
}

function ancestorsWithin(graph: Graph<any, any>, outputs: readonly (readonly [string, NodeId])[], within: (id: NodeId) => boolean): Rest {
  const nodes = new Set(outputs.map(([, id]) => id));
  const read = new Set<NodeId>();
  // A set is walked to its end, what is added on the way with it.
  for (const id of nodes) for (const input of nodeOf(graph, id).inputs) (within(input) ? nodes : read).add(input);
  return { nodes, read };
}

function restNode(id: NodeId, node: Node, { nodes, read }: Rest): readonly (readonly [NodeId, Node])[] {
  if (nodes.has(id)) return [[id, node]];
  return read.has(id) ? [[id, { ...node, op: "input", inputs: [], attrs: {} }]] : [];
}
