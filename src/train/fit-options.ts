import type { Model } from "../model/model.ts";
import type { AnyCompileOptions } from "../run/compile.ts";
import type { BatchOptions } from "./batch-plan.ts";
import type { Data } from "./data-columns.ts";
import type { EarlyStoppingOptions } from "./early-stopping.ts";
import type { Metrics, ScalarNames } from "./metrics.ts";
import type { TrainStepOptions } from "./train-step.ts";
import type { Checkpoint, TrainingState } from "./training-state.ts";
import type { ValidationShare } from "./validation-split.ts";

/** D and V are the types of the data and of the validation data that are given. */
export interface FitOptions<I = unknown, O = unknown, D = never, V = never>
  extends TrainStepOptions<O>,
    BatchOptions,
    Pick<AnyCompileOptions, "random" | "backend"> {
  /** All rows, or a stream of batches. Typed arrays and NdArrays of the dtype of their input are not copied: leave them as they are while training. */
  readonly data: Data<I, O, D>;
  /** Passes over the data. Default 10. */
  readonly epochs?: number;
  /**
   * Rows that are only measured: columns, a stream, or a share of the data's rows, which is then not trained on. The share is drawn by the
   * seed and stratified by class numbers; `{ share: 0.2, rows: "last" }` keeps back the last rows, as series need it.
   */
  readonly validation?: Data<I, O, V> | number | ValidationShare;
  /** Seed of the shuffling, of dropout and of a share for validation. Default 0. */
  readonly seed?: number;
  readonly earlyStopping?: EarlyStoppingOptions<ScalarNames<O>>;
  /** At the end, take back the parameters of the best epoch by `earlyStopping.metric`. Default false. */
  readonly restoreBest?: boolean;
  /** Stops between two batches: the iterator then throws the signal's reason, and the program keeps what it has learnt. */
  readonly signal?: AbortSignal;
  /** First values of parameters by id. */
  readonly initial?: AnyCompileOptions["parameters"];
  /**
   * Continue, bit for bit: from a checkpoint, or a model that holds one, whose graph must be that of this training step, or from what
   * `Training.state` gave, which says nothing of the graph, so that a rate or a loss can be changed on the way. Of a model without one, or a
   * program, the parameters are the first values; `initial` comes before them.
   */
  readonly from?: Checkpoint | TrainingState | Model<any, any>;
  /** Called after each batch, for progress bars. */
  readonly onBatch?: (progress: BatchProgress) => void;
  /**
   * Who is told, once a training, of what is no error but will hardly be meant: a network through which no signal comes, a class without
   * a row to learn from. Default true: the console, as a warning. false: nobody. A function is called with the text.
   */
  readonly notices?: boolean | ((text: string) => void);
}

export interface BatchProgress {
  readonly epoch: number;
  readonly batch: number;
  /** Rows done in this epoch, and in all where that is known. */
  readonly rows: number;
  readonly totalRows: number | undefined;
}

/** What one epoch came to. */
export interface Epoch<N extends string = string> {
  /** From 1. */
  readonly epoch: number;
  /**
   * Scalar outputs of the network over all rows of the epoch, as `evaluate` merges batches, but each batch with the parameters before its
   * step; what depends on no row, as a penalty on weights, is averaged by rows.
   */
  readonly metrics: Metrics<N>;
  /** Scalar outputs over all validation rows, with the parameters after the epoch: what `evaluate` gives. */
  readonly validation?: Metrics<N>;
  /**
   * Rate of the epoch's last step, as the book's `Model.train` prints it. (The loops of chapters 10 to 17 print before they update: the rate
   * of the step before.)
   */
  readonly learningRate: number;
  readonly rows: number;
  readonly batches: number;
  readonly milliseconds: number;
  /** True on the last epoch where early stopping ended the training. */
  readonly stopped: boolean;
}
