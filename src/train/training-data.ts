import { OpError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { checkedBatchSize } from "./batch-plan.ts";
import type { BatchStream } from "./batch-stream.ts";
import { type Dataset, dataset, sliceRows } from "./dataset.ts";
import type { FitOptions } from "./fit-options.ts";
import { trainingRows } from "./validation-split.ts";

/** Training data and validation data, checked. */
export function trainingData(
  graph: Graph<any, any>,
  measured: readonly string[],
  { data, validation, batchSize }: FitOptions<any>,
): readonly [Dataset | BatchStream, Dataset | BatchStream | undefined] {
  const apart =
    typeof validation === "object"
      ? dataset(graph, validation, measured, "fit: validation")
      : typeof validation === "function"
        ? validation
        : undefined;
  if (typeof data === "function") {
    if (typeof validation !== "number") return [data, apart];
    throw new OpError(
      `fit: a share for validation needs data in memory, got a share of ${validation} of a stream; pass validation columns or a stream`,
      { code: "bad-validation", actual: String(validation) },
    );
  }
  const all = dataset(graph, data);
  if (typeof validation !== "number") {
    checkedBatchSize(all.rows, batchSize);
    return [all, apart];
  }
  const rows = trainingRows(all.rows, validation);
  checkedBatchSize(rows, batchSize);
  return [part(all, 0, rows), part(all, rows, all.rows)];
}

/** Some rows of a data set, without a copy. */
function part(all: Dataset, start: number, stop: number): Dataset {
  const rows = sliceRows(all, start, stop);
  return { rows: stop - start, before: start, columns: all.columns.map((column) => ({ ...column, array: rows[column.name] as NdArray })) };
}
