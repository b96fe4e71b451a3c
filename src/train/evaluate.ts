import { checkOptions } from "../../graph/check-options.ts";
import { FeedError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { checkProgram } from "../run/check-program.ts";
import type { Program } from "../run/program.ts";
import { checkedSliceSize } from "./batch-plan.ts";
import { type BatchStream, streamed } from "./batch-stream.ts";
import { type Batch, type Columns, dataset, slices } from "./dataset.ts";
import { checkMetrics, type Metrics, type ScalarNames, scalarOutputs } from "./metrics.ts";
import { type OverRows, overRows } from "./over-rows.ts";
import { pacer } from "./pause.ts";
import { inData } from "./training-error.ts";

export interface EvaluateOptions<N extends string = string> {
  /** Rows that are run at once, where the data is not a stream of batches. Default 1024. */
  readonly batchSize?: number;
  /** The scalar outputs to compute. Default: all. */
  readonly metrics?: readonly N[];
}

/**
 * The scalar outputs of a program over any number of rows, as one run over all of them would give, but computed batch by batch: means over
 * rows are averaged by their numbers of rows, sums added, of maxima the largest is taken, and what the graph makes of those is computed
 * from them. Parameters do not change; memory does not grow with the rows.
 * Errors: FeedError when the data does not fit; OpError for an unknown metric, and of several batches for an output that they do not tell.
 */
export async function evaluate<O, N extends ScalarNames<O> = ScalarNames<O>>(
  program: Program<any, O>,
  data: Columns | BatchStream,
  options: EvaluateOptions<N> = {},
): Promise<Metrics<N>> {
  checkProgram("evaluate", program);
  checkOptions("evaluate", options, ["batchSize", "metrics"]);
  const { batchSize = 1024, metrics = scalarOutputs(program.graph) as N[] } = options;
  checkMetrics("evaluate", program.graph, metrics);
  const size = checkedSliceSize("evaluate", batchSize);
  if (typeof data === "function") {
    return (await measure(overRowsOf(program, metrics, true), streamed(data, program.graph, "evaluate"), "evaluate")) as Metrics<N>;
  }
  const all = dataset(program.graph, data, program.inputsOf(metrics), "evaluate");
  const over = overRowsOf(program, metrics, all.rows > size);
  over.check("evaluate");
  return (await measure(over, slices(all, size), "evaluate")) as Metrics<N>;
}

/** Metrics over the rows of all batches. FeedError, which begins with `of`, where there are none; `where` begins one about a batch. */
export async function measure(
  over: OverRows,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  of: string,
  where = `${of}: `,
): Promise<Record<string, number>> {
  const { program, fetch } = over;
  const metrics = over.start(of);
  const pace = pacer();
  for await (const batch of batches) {
    const { feeds, rows } = batch;
    const outputs = await runBatch(program, batch, fetch, `${where}batch ${metrics.batches + 1}`);
    metrics.add(outputs, rows, () => program.plan(feeds, fetch).binding);
    await pace();
  }
  if (metrics.batches === 0) {
    throw new FeedError(`${of}: data must have at least one row, got none; feed some`, {
      code: "no-rows",
      expected: "1 row",
      actual: "0 rows",
    });
  }
  return metrics.values();
}

/** A run whose outputs are views; a bad label is told of its row in the data. */
export async function runBatch(
  program: Program<any, any>,
  batch: Batch,
  fetch: readonly string[],
  where: string,
): Promise<Readonly<Record<string, NdArray>>> {
  try {
    return await program.runSoon(batch.feeds, fetch, { copy: false });
  } catch (error) {
    throw inData(error, where, batch);
  }
}

/** Measuring again needs no new preparation. */
const known = new WeakMap<Program<any, any>, Map<string, OverRows>>();

function overRowsOf(program: Program<any, any>, metrics: readonly string[], several: boolean): OverRows {
  if (!several) return overRows(program, metrics, { several });
  const ofProgram = known.get(program) ?? new Map<string, OverRows>();
  known.set(program, ofProgram);
  const key = metrics.join();
  const over = ofProgram.get(key) ?? overRows(program, metrics, { several });
  ofProgram.set(key, over);
  return over;
}
