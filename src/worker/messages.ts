import type { DType, TypedArray } from "../../graph/dtype.ts";
import type { BatchProgress, Epoch, FitOptions } from "../train/fit-options.ts";
import type { TrainingState } from "../train/training-state.ts";

/** An NdArray as a message carries it: without its methods. */
export interface SentArray {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}
export type SentArrays = Readonly<Record<string, SentArray>>;

/** A state whose arrays are sent. */
export type SentState = Omit<TrainingState, "parameters" | "best"> & { readonly parameters: SentArrays; readonly best?: SentArrays };

/** An error as a message carries it. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly node?: string | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
}

/** The options of fit that are plain data. */
export type SentOptions = Omit<
  FitOptions<any, any, any, any>,
  "optimizer" | "data" | "validation" | "random" | "initial" | "from" | "backend" | "signal" | "onBatch" | "notices"
>;

/** A training, as JSON and arrays: the step is a graph, in which the optimiser is written out. */
export interface Start {
  readonly kind: "start";
  readonly network: string;
  readonly step: string;
  readonly options: SentOptions;
  readonly data: unknown;
  readonly validation: unknown;
  /** Where it starts: the first parameters, too. */
  readonly state: SentState;
  /** Undefined where the worker chooses. */
  readonly backend: "reference" | undefined;
  /** True where somebody wants to know of each batch. */
  readonly batches: boolean;
}

/** What a worker is told: it answers `start` and `next`. */
export type Request = Start | { readonly kind: "next" } | { readonly kind: "abort" };

/** What a worker answers. */
export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "epoch"; readonly epoch: Epoch; readonly state: SentState }
  | {
      readonly kind: "failed";
      readonly error: SentError;
      /** The state before the epoch that was broken off, and the parameters as they are. */
      readonly state?: SentState;
      readonly parameters?: SentArrays;
    };

/** What a worker says beside its answers. */
export type Remark = { readonly kind: "batch"; readonly progress: BatchProgress } | { readonly kind: "notice"; readonly text: string };
