import { FormatError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";

/** Raises what is wrong with a file, or with an entry of it, in the parts of the house error sentence. */
export type RaiseProblem = (code: string, expected: string, actual: string, cure: string, entry?: string) => never;

/** Raises problems of the file `name` as FormatErrors that begin with its format. */
export const problemsOf =
  (format: string, name: string): RaiseProblem =>
  (code, expected, actual, cure, entry) => {
    const where = entry === undefined ? "" : ` (entry ${showValue(entry)})`;
    throw new FormatError(`${format}: ${name}: ${expected}, got ${actual}${where}; ${cure}`, {
      code,
      ...(entry !== undefined && { node: entry }),
      expected,
      actual,
    });
  };

/** Raises that a file ends too early, which is what a download leaves that broke off. */
export const cutOff = (raise: RaiseProblem, actual: string): never =>
  raise("cut-off", "a file must be whole", actual, "it was cut off: download or copy it again");
