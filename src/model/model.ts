import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { Checkpoint } from "../train/training-state.ts";

/**
 * What the columns and categories of a model's data are called, so that whoever has the model alone can feed it a table and name what it
 * predicts. `table.select` makes it.
 */
export interface Names {
  /**
   * Input → the columns of the table that it is fed with, in order. An input without a feature axis has one. Among several columns, one
   * that has categories takes a place for each of them, one-hot; where they are "false" and "true", one place, 0 or 1.
   */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Column, input or output → the names of its categories: number i stands for the i-th, or position i of its last axis. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
  /** Column → the number or category that stands for its missing cells. */
  readonly missing?: Readonly<Record<string, number | string>>;
  /** Of a model that was read from a file of another kind, such as .onnx: name in that file → id of the input, */
  readonly inputs?: Readonly<Record<string, string>>;
  /** name in that file → name of the output, */
  readonly outputs?: Readonly<Record<string, string>>;
  /** and name of an input or output in that file → type of its elements there, such as "int64" where the graph has int32. */
  readonly types?: Readonly<Record<string, string>>;
}

/** A trained network: all that is needed to run it somewhere else. A program is one, as it is. */
export interface Model<I = unknown, O = unknown> {
  readonly graph: Graph<I, O>;
  /** The value of each parameter of the graph, by id. */
  readonly parameters: Readonly<Record<string, NdArray>>;
  readonly names?: Names;
  /** Where a training stands that `fit(network, { …, from: model })` goes on with, bit for bit. */
  readonly training?: Checkpoint;
}
