import { checkGraph, checkKind } from "../../../graph/check-kind.ts";
import { checkOptions } from "../../../graph/check-options.ts";
import type { ByteArray } from "../../../graph/dtype.ts";
import { GraphError } from "../../../graph/errors.ts";
import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { isGraph } from "../../../graph/is-graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { Value } from "../../../graph/op.ts";
import { type GivenParameters, initialParameters } from "../../run/state.ts";
import { encode } from "../wire/encode.ts";
import { writeModel } from "./write-model.ts";

export interface ToOnnxOptions {
  /** Values of the parameters by id. Default: those of the model. */
  readonly parameters?: GivenParameters;
  /** Version of ONNX's op set, 13 to 21. Default 17, which every runtime of today reads. */
  readonly opset?: number;
}

/** A graph with the values of its parameters: a model, or a program, which is one. */
export interface ModelToWrite {
  readonly graph: Graph<any, any>;
  readonly parameters: Readonly<Record<string, NdArray>>;
}

/**
 * The bytes of an .onnx file that computes what the graph does.
 *
 * Inputs and outputs keep their names, named axes are dim_params. A training step is a graph like any other: each parameter that it changes is an
 * input, and its next value the output "<parameter>:next", to be fed in the next run; ONNX's training_info says so, too, and holds the values
 * that they begin with.
 * Errors: GraphError for a parameter without a value, random numbers, an op of your own whose computation is a function; each names the node.
 */
export function toOnnx(model: Graph<any, any> | ModelToWrite, options: ToOnnxOptions = {}): ByteArray {
  const graph = isGraph(model) ? model : (model as ModelToWrite | undefined)?.graph;
  checkGraph("toOnnx", graph, "model");
  checkOptions("toOnnx", options, ["parameters weights", "opset opset_version"]);
  const { parameters = isGraph(model) ? {} : (model as ModelToWrite).parameters, opset = 17 } = options;
  checkKind(
    Number.isInteger(opset) && opset >= 13 && opset <= 21,
    "toOnnx",
    "opset",
    "a whole number from 13 to 21",
    opset,
    "leave it out for 17",
  );
  return encode("Model", writeModel(graph as Graph, { opset, parameters: valuesOf(graph as Graph, parameters) }).model);
}

/** A value of each parameter: what is given, else what its initialiser says, unless that is drawn. */
function valuesOf(graph: Graph, given: GivenParameters): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [id, parameter] of initialParameters(graph, undefined, given)) {
    const { attrs } = nodeOf(graph, id);
    const isDrawn = !Array.isArray(attrs.init) && !Object.hasOwn(attrs.init as object, "fill");
    if (Object.hasOwn(given, id) || !isDrawn) values[id] = parameter;
    else if (!Object.hasOwn(graph.updates, id)) {
      throw new GraphError(
        `toOnnx: each parameter must have a value, got none of "${id}" (node "${id}"); pass { parameters }, or the program`,
        {
          code: "onnx-no-value",
          node: id,
        },
      );
    }
  }
  return values;
}
