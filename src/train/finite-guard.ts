import type { TypedArray } from "../../graph/dtype.ts";
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
      const bad = Number.isFinite(sumOf(data)) ? undefined : (data as Float64Array).find((element) => !Number.isFinite(element));
      if (bad !== undefined) throw notFinite(id, bad);
    }
  };

/** Finite only if all terms are: one pass without a branch per element. It may overflow where none is infinite. Four sums, as each addition waits for the one before. */
function sumOf(data: TypedArray): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i < data.length - 3; i += 4) {
    a += data[i]!;
    b += data[i + 1]!;
    c += data[i + 2]!;
    d += data[i + 3]!;
  }
  for (; i < data.length; i++) a += data[i]!;
  return a + b + c + d;
}

const notFinite = (node: NodeId, value: number): FeedError =>
  new FeedError(`fit: "${node}" must stay finite, got ${value} (node "${node}"); lower the learning rate or clip gradients`, {
    code: "not-finite",
    node,
    expected: "a finite value",
    actual: String(value),
  });
