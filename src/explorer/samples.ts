import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";

/** The axis that holds one sample after the other: the first of these inputs, under one name. */
export interface Sampling {
  readonly inputs: ReadonlySet<NodeId>;
  readonly count: number;
}

/** How inputs are sampled: by the name of the first dim of the first input that has one. Undefined where no input has. */
export function samplingOf(graph: Graph, feeds: Readonly<Record<NodeId, NdArray>>): Sampling | undefined {
  const nameOf = (id: NodeId): string | undefined => {
    const [dim] = nodeOf(graph, id).shape;
    return typeof dim === "string" && /^\w+$/.test(dim) ? dim : undefined;
  };
  const [name] = graph.inputs.flatMap((id) => nameOf(id) ?? []);
  if (name === undefined) return undefined;
  const inputs = new Set(graph.inputs.filter((id) => nameOf(id) === name && Object.hasOwn(feeds, id)));
  const counts = new Set([...inputs].map((id) => feeds[id]?.shape[0] as number));
  const [count] = counts;
  return counts.size === 1 && count !== undefined && count > 0 ? { inputs, count } : undefined;
}

/** The feeds with one sample of those inputs, as a batch of one. */
export function samplesOf(
  feeds: Readonly<Record<NodeId, NdArray>>,
  { inputs }: Sampling,
  sample: number,
): Readonly<Record<NodeId, NdArray>> {
  return Object.fromEntries(
    Object.entries(feeds).map(([id, value]) => {
      if (!inputs.has(id)) return [id, value];
      const { data, shape, dtype } = value;
      const size = data.length / (shape[0] as number);
      return [id, new NdArray(data.slice(sample * size, (sample + 1) * size) as typeof data, [1, ...shape.slice(1)], dtype)];
    }),
  );
}
