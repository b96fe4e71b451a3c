import { FeedError } from "../../graph/errors.ts";
import type { NodeId } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { Value } from "../../graph/op.ts";

/** Stops a step before it changes parameters, where its loss or a new value of a parameter is not finite. */
export const finiteGuard =
  (loss: string) =>
  (outputs: Readonly<Record<string, NdArray>>, updates: ReadonlyMap<NodeId, Value>): void => {
    const value = outputs[loss]?.data[0] as number;
    if (!Number.isFinite(value)) throw notFinite(loss, value);
    for (const [id, { data }] of updates) {
      // A sum is finite only if all its terms are: one pass without a branch per element. It may overflow where none is infinite.
      let sum = 0;
      for (let i = 0; i < data.length; i++) sum += data[i] as number;
      const bad = Number.isFinite(sum) ? undefined : (data as Float64Array).find((element) => !Number.isFinite(element));
      if (bad !== undefined) throw notFinite(id, bad);
    }
  };

const notFinite = (node: NodeId, value: number): FeedError =>
  new FeedError(`fit: "${node}" must stay finite, got ${value} (node "${node}"); lower the learning rate or clip gradients`, {
    code: "not-finite",
    node,
    expected: "a finite value",
    actual: String(value),
  });
