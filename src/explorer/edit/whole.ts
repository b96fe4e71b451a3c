import { integerRange, isFloat } from "../../../graph/dtype.ts";
import { OpError } from "../../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { sameShape } from "../../../graph/shape.ts";
import { editGraph, namesAfter } from "./edit-graph.ts";
import type { CellEdit, GraphEdit } from "./graph-edit.ts";

type Arrays = Readonly<Record<NodeId, NdArray>>;

/** All that edits change: the graph, and the values that it runs on. */
export interface Whole {
  readonly graph: Graph;
  readonly parameters: Arrays;
  readonly feeds: Arrays;
  /** Inputs that nobody gave: they were drawn. */
  readonly drawn: readonly NodeId[];
}

/**
 * The whole after an edit. Values are kept where the node that has them is there and has its type; parameters without a value are drawn by
 * whoever runs it. Errors: those of editGraph; OpError for a cell that is none, or that cannot hold the number.
 */
export function editWhole(whole: Whole, change: GraphEdit | CellEdit): Whole {
  if (change.kind === "cell") return withCell(whole, change);
  const { graph, parameters, feeds, drawn } = whole;
  const edited = editGraph(graph, change);
  const names = change.kind === "rename" ? namesAfter(graph, change.node, change.name) : (id: NodeId) => id;
  const fresh = change.kind === "initializer" ? change.node : undefined;
  const fed = kept(feeds, edited, names);
  return {
    graph: edited,
    parameters: kept(parameters, edited, names, fresh),
    feeds: fed,
    drawn: drawn.map(names).filter((id) => Object.hasOwn(fed, id)),
  };
}

/** The values of nodes that are still there and of the same type. */
function kept(arrays: Arrays, graph: Graph, names: (id: NodeId) => NodeId, fresh?: NodeId): Arrays {
  return Object.fromEntries(
    Object.entries(arrays).flatMap(([old, value]) => {
      const id = names(old);
      if (id === fresh || !Object.hasOwn(graph.nodes, id)) return [];
      const { op, shape, dtype } = nodeOf(graph, id);
      const fits = op === "input" ? shape.length === value.shape.length : op === "parameter" && sameShape(shape, value.shape);
      return fits && dtype === value.dtype ? [[id, value]] : [];
    }),
  );
}

function withCell(whole: Whole, { node, at, value }: CellEdit): Whole {
  const part = Object.hasOwn(whole.parameters, node) ? "parameters" : "feeds";
  const old = Object.hasOwn(whole[part], node) ? whole[part][node] : undefined;
  const { op } = nodeOf(whole.graph, node);
  if (old === undefined || !Number.isInteger(at) || at < 0 || at >= old.data.length) {
    const most = old === undefined ? "a parameter or an input" : `a cell from 0 to ${old.data.length - 1}`;
    throw new OpError(`${op}: what is set must be ${most}, got ${at} (node "${node}"); choose a cell of its value`, {
      code: "bad-cell",
      node,
      actual: String(at),
    });
  }
  const problem = misfit(old.dtype, value);
  if (problem !== undefined) {
    throw new OpError(`${op}: a cell of ${old.dtype} must be ${problem}, got ${value} (node "${node}"); correct the number`, {
      code: "bad-element",
      node,
      expected: problem,
      actual: String(value),
    });
  }
  const data = old.data.slice() as typeof old.data;
  data[at] = value;
  const drawn = whole.drawn.filter((id) => id !== node);
  return { ...whole, drawn, [part]: { ...whole[part], [node]: new NdArray(data, old.shape, old.dtype) } };
}

/** What a number must be to stand in an array of that dtype; undefined where it is. */
function misfit(dtype: NdArray["dtype"], value: number): string | undefined {
  if (isFloat(dtype)) return undefined;
  const [least, most] = integerRange[dtype as keyof typeof integerRange];
  return Number.isInteger(value) && value >= least && value <= most ? undefined : `a whole number from ${least} to ${most}`;
}
