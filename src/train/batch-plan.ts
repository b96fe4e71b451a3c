import { OpError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Random } from "../data/random.ts";

export interface BatchOptions {
  /** Rows of a batch. Default 32, or all rows where there are fewer. */
  readonly batchSize?: number;
  /** What becomes of a last batch with fewer rows. Default "keep". */
  readonly lastBatch?: "keep" | "drop";
  /** Rows in a new random order each epoch. Default true. */
  readonly shuffle?: boolean;
}

/** The row numbers of each batch of one epoch. OpError when the batch size is no whole number from 1 to the number of rows. */
export function* batchesOf(
  rows: number,
  { batchSize, lastBatch = "keep", shuffle = true }: BatchOptions,
  random: Random,
): Generator<Int32Array> {
  const size = checkedBatchSize(rows, batchSize);
  const order = shuffle ? (random.permutation(rows).data as Int32Array) : Int32Array.from({ length: rows }, (_, row) => row);
  for (let start = 0; start < rows; start += size) {
    const batch = order.subarray(start, Math.min(start + size, rows));
    if (batch.length === size || lastBatch === "keep") yield batch;
  }
}

/** Rows that are in memory at once where nothing is trained. OpError when it is no whole number ≥ 1. */
export function checkedSliceSize(of: string, batchSize: number): number {
  if (Number.isSafeInteger(batchSize) && batchSize >= 1) return batchSize;
  throw new OpError(`${of}: batchSize must be a whole number ≥ 1, got ${showValue(batchSize)}; correct batchSize`, {
    code: "bad-batch-size",
    expected: "≥ 1",
    actual: showValue(batchSize),
  });
}

export function checkedBatchSize(rows: number, batchSize: number | undefined): number {
  const size = batchSize ?? Math.min(32, rows);
  if (!Number.isSafeInteger(size) || size < 1 || size > rows) {
    throw new OpError(
      `fit: batchSize must be a whole number from 1 to the number of rows, ${rows}, got ${showValue(batchSize)}; correct batchSize`,
      {
        code: "bad-batch-size",
        expected: `1 … ${rows}`,
        actual: showValue(batchSize),
      },
    );
  }
  return size;
}
