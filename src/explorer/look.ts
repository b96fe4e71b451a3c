import type { NodeId } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";

/** What a run gave, by the ids of the graph as it runs. */
export interface Look {
  value(id: NodeId): NdArray | undefined;
  /** ∂of/∂node, of the shape of its value. */
  gradient(id: NodeId): NdArray | undefined;
  /** In ms. */
  time(id: NodeId): number | undefined;
  bytes(id: NodeId): number | undefined;
}
