import type { Program } from "../run/program.ts";
import { type Columns, dataset, sliceRows } from "./dataset.ts";
import { MetricMeans, scalarOutputs } from "./metric-means.ts";
import { pacer } from "./pause.ts";

export interface EvaluateOptions {
  /** Rows that are in memory at once. Default 1024. */
  readonly batchSize?: number;
  /** The scalar outputs to compute. Default: all. */
  readonly metrics?: readonly string[];
}

/**
 * The scalar outputs of a program over any number of rows, batch by batch, as means weighted by rows: exact for losses and
 * accuracies that are means themselves. Parameters do not change. FeedError when the data does not fit.
 */
export async function evaluate(program: Program<any, any>, data: Columns, options: EvaluateOptions = {}): Promise<Record<string, number>> {
  const { batchSize = 1024, metrics = scalarOutputs(program.graph) } = options;
  const all = dataset(program.graph, data, program.inputsOf(metrics), "evaluate");
  const means = new MetricMeans();
  const pace = pacer();
  for (let start = 0; start < all.rows; start += batchSize) {
    const stop = Math.min(start + batchSize, all.rows);
    means.add(program.run(sliceRows(all, start, stop), metrics, { copy: false }), metrics, stop - start);
    await pace();
  }
  return means.means();
}
