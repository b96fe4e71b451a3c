import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { allocate } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showType, sizeOf } from "../../graph/shape.ts";
import { checkProgram } from "../run/check-program.ts";
import type { Program } from "../run/program.ts";
import { checkedSliceSize } from "./batch-plan.ts";
import { type Columns, dataset, slices } from "./dataset.ts";
import { runBatch } from "./evaluate.ts";
import { pacer } from "./pause.ts";

export interface PredictOptions {
  /** Name of the output, one row for each row of the data. */
  readonly output: string;
  /** Rows that are run at once. Default 1024. */
  readonly batchSize?: number;
}

/**
 * One output for any number of rows; beside the result, memory does not grow with them. Only the inputs that the output depends
 * on are needed. FeedError when the data does not fit; OpError when the output has not one row for each row of data.
 */
export async function predict(program: Program<any, any>, data: Columns, options: PredictOptions): Promise<NdArray> {
  checkProgram("predict", program);
  checkOptions("predict", options, ["output outputs fetch", "batchSize"]);
  const { output, batchSize = 1024 } = options ?? {};
  checkKind(
    typeof output === "string",
    "predict",
    "output",
    "the name of an output",
    output,
    'pass { output: "probabilities" } or the like',
  );
  const size = checkedSliceSize("predict", batchSize);
  const fetch = [output];
  const all = dataset(program.graph, data, program.inputsOf(fetch), "predict");
  const pace = pacer();
  let result: NdArray | undefined;
  let done = 0;
  for (const batch of slices(all, size)) {
    const { rows } = batch;
    const outputs = await runBatch(program, batch, fetch, `predict: batch ${Math.floor(done / size) + 1}`);
    const part = outputs[output] as NdArray;
    if (part.shape[0] !== rows) throw notRowWise(output, part, rows);
    const shape = [all.rows, ...part.shape.slice(1)];
    result ??= new NdArray(allocate(part.dtype, sizeOf(shape)), shape, part.dtype);
    result.data.set(part.data, (done * part.data.length) / rows);
    done += rows;
    await pace();
  }
  return result as NdArray;
}

const notRowWise = (output: string, part: NdArray, rows: number): OpError =>
  new OpError(
    `predict: output "${output}" must have one row for each row of data, got ${showType(part)} for ${rows} rows; use evaluate for scalars`,
    {
      code: "not-row-wise",
      expected: `${rows} rows`,
      actual: showType(part),
    },
  );
