import { checkOptions } from "../../graph/check-options.ts";
import { FormatError } from "../../graph/errors.ts";
import type { OpSet } from "../../graph/op.ts";
import { showValue } from "../../graph/show-value.ts";
import { standardOps } from "../all-ops.ts";
import type { Model } from "./model.ts";
import { readModel } from "./model-format.ts";
import type { Raise } from "./model-problem.ts";

export interface FromModelOptions {
  /** The ops of the graph. Default: dagrad's own; opSet(standardOps, myOp) adds one, opSet(denseOp, reluOp) keeps a page small. */
  readonly ops?: OpSet;
  /** Name of the file in errors. */
  readonly name?: string;
}

/**
 * The model in the bytes of a file that `toModel` or `saveModel` wrote, hostile until checked.
 *
 *     const { graph, parameters } = fromModel(await (await fetch("iris.safetensors")).arrayBuffer());
 *     const program = compile(graph, { parameters });
 *
 * A checkpoint is read as the model of its training step. FormatError "bad-model", which names the file, where it is of another format, has
 * ops that are not among `ops`, parameters that are not those of its graph, or names that do not fit it; "bad-safetensors" where it is damaged.
 */
export function fromModel(bytes: Uint8Array | ArrayBuffer, options: FromModelOptions = {}): Model {
  checkOptions("fromModel", options, ["ops", "name"]);
  const { ops = standardOps, name = "the file" } = options;
  const raise = fileProblem("model", name, "use a file that saveModel wrote");
  if (!(bytes instanceof Uint8Array) && !(bytes instanceof ArrayBuffer)) {
    const cure = typeof bytes === "string" ? "loadModel of dagrad/files reads a file" : "await them, as a Uint8Array";
    return raise("it must be given as bytes", showValue(bytes), cure);
  }
  return readModel(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes), ops, name, raise);
}

/** Raises what is wrong with a file of a `kind`, under the code of that kind. */
export const fileProblem =
  (kind: "model" | "checkpoint", name: string, usual: string): Raise =>
  (expected, actual, cure = usual, node) => {
    throw new FormatError(`${kind}: ${name}: ${expected}, got ${actual}${node === undefined ? "" : ` (node "${node}")`}; ${cure}`, {
      code: `bad-${kind}`,
      ...(node !== undefined && { node }),
      expected,
      actual,
    });
  };
