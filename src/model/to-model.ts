import { check } from "../../graph/check/check.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { ByteArray } from "../../graph/dtype.ts";
import { FeedError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkNames } from "./check-names.ts";
import { checkParameters } from "./check-parameters.ts";
import type { Model, Names } from "./model.ts";
import { modelFormat, writeModel } from "./model-format.ts";
import type { Raise } from "./model-problem.ts";

export interface ToModelOptions {
  /** What columns and categories are called, as `table.select` gives it; in place of the model's own. */
  readonly names?: Names;
  /** Where a training stands, as `training.checkpoint()` gives it; in place of the model's own. */
  readonly training?: NonNullable<Model["training"]>;
}

/**
 * A model as the bytes of one safetensors file, which `fromModel` and `loadModel` read: graph, parameters, and names and state of a
 * training where there are any.
 *
 *     const bytes = toModel(training.network, { names })
 *
 * `model` is a program, such as `training.network`, or `{ graph, parameters, names, training }`. Python's safetensors reads the parameters.
 * FeedError "bad-model" where the parameters are not those of the graph or names do not fit it; OpError for an unknown option.
 */
export function toModel(model: Model<any, any>, options: ToModelOptions = {}): ByteArray {
  checkOptions("toModel", options, ["names", "training"]);
  return writeModel(modelFormat, checkedModel(model, options));
}

function checkedModel(model: Model<any, any>, options: ToModelOptions): Model<any, any> {
  const raise: Raise = (expected, actual, cure = "give a program, such as training.network", node) => {
    throw new FeedError(`model: ${expected}, got ${actual}${node === undefined ? "" : ` (node "${node}")`}; ${cure}`, {
      code: "bad-model",
      ...(node !== undefined && { node }),
      expected,
      actual,
    });
  };
  const { graph, parameters } = model ?? {};
  if (graph === undefined || parameters === undefined) {
    const [actual, cure] = insteadOfModel(model);
    raise("a model must have a graph and parameters", actual, cure);
  }
  check(graph);
  checkParameters(graph, parameters, raise);
  const names = options.names ?? model.names;
  const training = options.training ?? model.training;
  if (training !== undefined) {
    if (training.graph === undefined || training.state === undefined) {
      raise("training must be a checkpoint", showValue(training), "give training.checkpoint()");
    }
    checkParameters(training.graph, training.state.parameters, raise);
  }
  return { graph, parameters, ...(names && { names: checkNames(graph, names, raise) }), ...(training && { training }) };
}

/** What was given in place of a model, and what to give. */
function insteadOfModel(given: unknown): readonly [actual: string, cure?: string] {
  const { nodes, network, then } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (nodes !== undefined) return ["a graph, which has no weights", "give a program: compile(graph), or training.network"];
  // A training can be awaited, too.
  if (network !== undefined) return ["a training", "give its network"];
  if (typeof then === "function") return ["a promise", "await it"];
  return [showValue(given)];
}
