import type { Names } from "../../model/model.ts";
import type { BatchOptions } from "../../train/batch-plan.ts";
import type { TrainStepOptions } from "../../train/train-step.ts";
import type { TorchData } from "./data-reading.ts";

/** How a script trains: options of `fit`, and the files that it reads. */
export interface TorchTraining extends TrainStepOptions, BatchOptions {
  /** Passes over the data. Default 10. */
  readonly epochs?: number;
  /** Default "data.npz", with an array for each input. */
  readonly data?: TorchData;
  /** Rows that are only measured, after each epoch: a file as that of data. */
  readonly validation?: string;
  /** What columns and categories of a .csv file are called, as `table.select` gives it. */
  readonly names?: Names;
  /** The checkpoint or model that the script begins with where its --from names no other. Default: it draws first weights of its own. */
  readonly from?: string;
}
