import type { Graph } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { Feed } from "../../../graph/types/run.ts";
import type { Names } from "../../model/model.ts";
import type { ElementType } from "../element-types.ts";

/** What the inputs and outputs of a model are called in its file, and what types they have there. */
export type OnnxNames = Required<Pick<Names, "inputs" | "outputs">> & { readonly types: Readonly<Record<string, ElementType>> };

/** A model that was read from an .onnx file: `compile`, `fit`, `toModel` and `saveModel` take it as it is. */
export interface OnnxModel {
  readonly graph: Graph;
  /** The weights, by id of their parameter. */
  readonly parameters: Readonly<Record<string, NdArray>>;
  readonly names: OnnxNames;
  /**
   * Runs the model: inputs and results by their names in the file. What runs is compiled once, at the first call;
   * `compile(model.graph, { parameters: model.parameters, … })` makes a program with options.
   *
   *     model.run({ "onnx::Flatten_0": x })["39"]
   *
   * FeedError for a name that is no input, an input that is missing, and what does not fit.
   */
  run(feeds: Readonly<Record<string, Feed>>): Readonly<Record<string, NdArray>>;
}
