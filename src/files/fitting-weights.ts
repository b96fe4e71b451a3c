import { isFloat } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { ArrayReaders } from "../data/chosen-arrays.ts";
import { isOfModel } from "../model/model-format.ts";
import { isOptimizerState } from "../run/optimizer-state.ts";

/** What a file of weights must hold, by id. */
type Wanted = ReadonlyMap<string, Parameters<typeof showType>[0]>;

export interface FittingOptions {
  /** Begins the errors: function and file. */
  readonly where: string;
  readonly others?: "refused" | "ignored";
  /** How else floats that are no parameters may be dealt with, as the end of a cure. */
  readonly advice?: string;
}

/**
 * The arrays of a file of weights, a model or a checkpoint that are these parameters: all of them, in their shapes and dtypes. Other floats are
 * refused; the state of an optimiser, a model's training and what no parameter could be are left out. FormatError "other-weights".
 */
export function fittingWeights(all: ArrayReaders, parameters: Wanted, options: FittingOptions): Record<string, NdArray> {
  const { where, others = "refused", advice = "" } = options;
  const readers = new Map([...all].filter(([id]) => isOfModel(id)));
  const misfit = (expected: string, actual: string, node: string, cure: string): FormatError =>
    new FormatError(`${where}: ${expected}, got ${actual} (node ${showValue(node)}); ${cure}`, {
      code: "other-weights",
      node,
      expected,
      actual,
    });
  const names = Object.fromEntries(readers);
  for (const [id, read] of others === "ignored" ? [] : readers) {
    const known = parameters.has(id) || isOptimizerState(id, names, parameters);
    if (!known && isFloats(read)) {
      throw misfit(
        "a tensor must be a parameter of the program",
        showValue(id),
        id,
        `load it into the network that it was saved from${advice}`,
      );
    }
  }
  const tensors = [...parameters].map(([id, parameter]): [string, NdArray] => {
    const tensor = readers.get(id)?.();
    const actual = tensor === undefined ? "none" : showType(tensor);
    if (actual !== showType(parameter)) {
      throw misfit(`"${id}" must be ${showType(parameter)}`, actual, id, "load it into the network that it was saved from");
    }
    return [id, tensor as NdArray];
  });
  return Object.fromEntries(tensors);
}

/** True for an array that a parameter could be; false, too, for one that cannot be read. */
function isFloats(read: () => NdArray): boolean {
  try {
    return isFloat(read().dtype);
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
