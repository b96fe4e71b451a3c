import { evaluateDim } from "../../graph/dim.ts";
import { isFloat } from "../../graph/dtype.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { random } from "../data/random.ts";

/** Rows of inputs that are drawn: enough to see that there are many, few enough to read. */
const drawnSize = 4;
/** Whole numbers that are drawn are labels or indices more often than not: 0 or 1. */
const drawnClasses = 2;

export interface DrawnFeeds {
  readonly feeds: Readonly<Record<NodeId, NdArray>>;
  /** The inputs that were not given. */
  readonly drawn: readonly NodeId[];
}

/** The feeds of all inputs: those that are given, and numbers drawn by a seed for the others, floats from the standard normal distribution. */
export function drawnFeeds(graph: Graph, given: Readonly<Record<NodeId, NdArray>>, seed: number): DrawnFeeds {
  const source = random(seed);
  const sizes = new Map<string, number>();
  for (const id of graph.inputs) {
    if (!Object.hasOwn(given, id)) continue;
    for (const [axis, dim] of nodeOf(graph, id).shape.entries())
      if (typeof dim === "string" && !sizes.has(dim)) sizes.set(dim, given[id]?.shape[axis] as number);
  }
  const drawn: NodeId[] = [];
  const feeds: Record<NodeId, NdArray> = {};
  for (const id of graph.inputs) {
    const value = Object.hasOwn(given, id) ? given[id] : undefined;
    if (value !== undefined) {
      feeds[id] = value;
      continue;
    }
    drawn.push(id);
    const { shape, dtype } = nodeOf(graph, id);
    const dims = shape.map((dim) => (typeof dim === "number" ? dim : (evaluateDim(dim, (name) => sizes.get(name) ?? drawnSize) as number)));
    feeds[id] = isFloat(dtype) ? source.normal(0, 1, dims).astype(dtype) : source.randint(0, drawnClasses, dims).astype(dtype);
  }
  return { feeds, drawn };
}
