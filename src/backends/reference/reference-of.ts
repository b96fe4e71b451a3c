import { checkOptions } from "../../../graph/check-options.ts";
import { GraphError } from "../../../graph/errors.ts";
import { showValue } from "../../../graph/show-value.ts";
import type { Backend } from "../backend.ts";
import { referenceInPieces } from "./reference.ts";

export interface ReferenceOptions {
  /**
   * Whose order of additions sums and means follow. NumPy before 2.3 cuts lines of more than 8,192 elements into pieces of 8,192, as that
   * of the book did, and adds the sums of the pieces from left to right; NumPy 2.3 and newer does not. Default ">=2.3".
   */
  readonly numpy?: ">=2.3" | "<2.3";
}

/**
 * The reference with the sums of another NumPy.
 *
 *     compile(network, { backend: referenceOf({ numpy: "<2.3" }) })
 *
 * Errors: GraphError for another `numpy`.
 */
export function referenceOf(options: ReferenceOptions = {}): Backend {
  checkOptions("referenceOf", options, ["numpy"]);
  const { numpy = ">=2.3" } = options;
  if (Object.hasOwn(pieceLengths, numpy)) return referenceInPieces(pieceLengths[numpy]);
  const [expected, actual] = [Object.keys(pieceLengths).join(" or "), showValue(numpy)];
  throw new GraphError(`referenceOf: numpy must be ${expected}, got ${actual}; correct it`, { code: "bad-numpy", expected, actual });
}

/** Elements of a line that are summed at once: as many as NumPy's buffer has, where its reductions go through that. */
const pieceLengths = { ">=2.3": undefined, "<2.3": 8192 } as const;
