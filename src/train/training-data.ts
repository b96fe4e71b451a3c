import { OpError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { checkedBatchSize } from "./batch-plan.ts";
import type { BatchStream } from "./batch-stream.ts";
import { type Columns, type Dataset, dataset } from "./dataset.ts";
import type { FitOptions } from "./fit-options.ts";
import { missingClasses } from "./missing-classes.ts";
import { shareOf, splitOff } from "./validation-split.ts";

export interface TrainingData {
  readonly train: Dataset | BatchStream;
  readonly validation?: Dataset | BatchStream;
  /** What the rows were drawn by that are kept back for validation. */
  readonly splitSeed?: number;
  /** A class that one of the two parts lacks. */
  readonly notice?: string | undefined;
}

/** Training data and validation data, checked. Both need the inputs `needed`; `splitSeed` draws a share for validation. */
export function trainingData(
  graph: Graph<any, any>,
  needed: readonly string[],
  { data, validation, batchSize }: Pick<FitOptions<any, any, any, any>, "data" | "validation" | "batchSize">,
  splitSeed: number,
): TrainingData {
  const share = shareOf(validation, graph.inputs);
  if (share !== undefined) {
    if (typeof data === "function") {
      throw new OpError(
        `fit: a share for validation needs data in memory, got a share of ${share.share} of a stream; pass validation columns or a stream`,
        { code: "bad-validation", actual: String(share.share) },
      );
    }
    const [train, held] = splitOff(dataset(graph, data, needed), share, splitSeed);
    checkedBatchSize(train.rows, batchSize);
    return { train, validation: held, ...(share.rows !== "last" && { splitSeed }), notice: missingClasses(train, held, share) };
  }
  const apart =
    typeof validation === "object" ? dataset(graph, validation as Columns, needed, "fit: validation") : (validation as BatchStream);
  if (typeof data === "function") return { train: data, validation: apart };
  const train = dataset(graph, data, needed);
  checkedBatchSize(train.rows, batchSize);
  return { train, validation: apart, notice: typeof apart === "object" ? missingClasses(train, apart) : undefined };
}
