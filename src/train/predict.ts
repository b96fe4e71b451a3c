import { allocate } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showType, sizeOf } from "../../graph/shape.ts";
import type { Program } from "../run/program.ts";
import { type Columns, dataset, sliceRows } from "./dataset.ts";
import { pacer } from "./pause.ts";

export interface PredictOptions {
  /** Name of the output, one row for each row of the data. */
  readonly output: string;
  /** Rows that are in memory at once. Default 1024. */
  readonly batchSize?: number;
}

/**
 * One output for any number of rows; beside the result, memory does not grow with them. Only the inputs that the output depends
 * on are needed. FeedError when the data does not fit; OpError when the output has not one row for each row of data.
 */
export async function predict(program: Program<any, any>, data: Columns, { output, batchSize = 1024 }: PredictOptions): Promise<NdArray> {
  const fetch = [output];
  const all = dataset(program.graph, data, program.inputsOf(fetch), "predict");
  const pace = pacer();
  let result: NdArray | undefined;
  for (let start = 0; start < all.rows; start += batchSize) {
    const stop = Math.min(start + batchSize, all.rows);
    const part = program.run(sliceRows(all, start, stop), fetch, { copy: false })[output] as NdArray;
    if (part.shape[0] !== stop - start) {
      throw new OpError(
        `predict: output "${output}" must have one row for each row of data, got ${showType(part)} for ${stop - start} rows; use evaluate for scalars`,
        {
          code: "not-row-wise",
          expected: `${stop - start} rows`,
          actual: showType(part),
        },
      );
    }
    const shape = [all.rows, ...part.shape.slice(1)];
    result ??= new NdArray(allocate(part.dtype, sizeOf(shape)), shape, part.dtype);
    result.data.set(part.data, (start * part.data.length) / (stop - start));
    await pace();
  }
  return result as NdArray;
}
