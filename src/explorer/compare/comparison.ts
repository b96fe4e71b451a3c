import { diff, type GraphDiff } from "../../../graph/edit/diff.ts";
import type { Graph, NodeId } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { sameShape } from "../../../graph/shape.ts";

/** How far the values of one node lie apart. */
export interface Distance {
  readonly node: NodeId;
  /** max |Δ| over the elements: 0 where all are equal, NaN where one alone is NaN. Undefined where the shapes differ. */
  readonly most: number | undefined;
}

/** What differs between two graphs, and between the values that they gave. */
export interface Comparison {
  readonly before: Graph;
  readonly after: Graph;
  readonly diff: GraphDiff;
  /** Of nodes that both have, the largest first: other shapes, NaN, then by size; equal ones keep the order of the graph. */
  readonly distances: readonly Distance[];
  /** Nothing differs, in the graphs or in a number. */
  readonly isSame: boolean;
}

/** One side: a graph as declared, and the values of its nodes. */
export interface Compared {
  readonly graph: Graph;
  value(id: NodeId): NdArray | undefined;
}

/** Compares two graphs and what they gave. Linear in nodes and elements. */
export function comparisonOf(before: Compared, after: Compared): Comparison {
  const differs = diff(before.graph, after.graph);
  const distances = Object.keys(after.graph.nodes).flatMap((node): Distance[] => {
    if (!Object.hasOwn(before.graph.nodes, node)) return [];
    const [a, b] = [before.value(node), after.value(node)];
    return a === undefined || b === undefined ? [] : [{ node, most: distance(a, b) }];
  });
  const rank = ({ most }: Distance): number => (most === undefined ? 2 : Number.isNaN(most) ? 1 : 0);
  return {
    before: before.graph,
    after: after.graph,
    diff: differs,
    distances: distances.sort((a, b) => rank(b) - rank(a) || (rank(a) > 0 ? 0 : (b.most as number) - (a.most as number))),
    isSame: differs.same && distances.every(({ most }) => most === 0),
  };
}

/** max |a − b|. Equal infinities, and NaN on both sides, are no distance. */
function distance(a: NdArray, b: NdArray): number | undefined {
  if (!sameShape(a.shape, b.shape)) return undefined;
  let most = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i] as number, b.data[i] as number];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const apart = Math.abs(x - y);
    if (Number.isNaN(apart)) return Number.NaN;
    if (apart > most) most = apart;
  }
  return most;
}
