import { FeedError } from "../../graph/errors.ts";
import type { Program } from "../run/program.ts";
import { checkedSliceSize } from "./batch-plan.ts";
import { type BatchStream, streamed } from "./batch-stream.ts";
import { type Batch, type Columns, dataset, slices } from "./dataset.ts";
import { MetricMeans } from "./metric-means.ts";
import { checkMetrics, type Metrics, type ScalarNames, scalarOutputs } from "./metrics.ts";
import { pacer } from "./pause.ts";

export interface EvaluateOptions<N extends string = string> {
  /** Rows that are run at once, where the data is not a stream of batches. Default 1024. */
  readonly batchSize?: number;
  /** The scalar outputs to compute. Default: all. */
  readonly metrics?: readonly N[];
}

/**
 * The scalar outputs of a program over any number of rows, batch by batch, as means weighted by rows: exact for losses and
 * accuracies that are means themselves. Parameters do not change; memory does not grow with the rows.
 * Errors: FeedError when the data does not fit, OpError for an unknown metric.
 */
export async function evaluate<O, N extends ScalarNames<O> = ScalarNames<O>>(
  program: Program<any, O>,
  data: Columns | BatchStream,
  options: EvaluateOptions<N> = {},
): Promise<Metrics<N>> {
  const { batchSize = 1024, metrics = scalarOutputs(program.graph) as N[] } = options;
  checkMetrics("evaluate", program.graph, metrics);
  const size = checkedSliceSize("evaluate", batchSize);
  const batches =
    typeof data === "function"
      ? streamed(data, program.graph, "evaluate")
      : slices(dataset(program.graph, data, program.inputsOf(metrics), "evaluate"), size);
  return (await meansOver(program, batches, metrics, "evaluate")) as Metrics<N>;
}

/** Means of metrics over batches. FeedError, which begins with `of`, where there are none. */
export async function meansOver(
  program: Program<any, any>,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  metrics: readonly string[],
  of: string,
): Promise<Record<string, number>> {
  const means = new MetricMeans();
  const pace = pacer();
  for await (const { feeds, rows } of batches) {
    means.add(program.run(feeds, metrics, { copy: false }), metrics, rows);
    await pace();
  }
  if (means.batches === 0) {
    throw new FeedError(`${of}: data must have at least one row, got none; feed some`, {
      code: "no-rows",
      expected: "1 row",
      actual: "0 rows",
    });
  }
  return means.means();
}
