import { checkOptions } from "../../graph/check-options.ts";
import { OpError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";

/** How a file of several arrays is read. */
export interface ReadOptions<Name extends string = string> {
  /** Names of the arrays to read; others may hold what cannot be read. Default: all. */
  readonly only?: readonly Name[];
  /** Name of the file in errors. */
  readonly name?: string;
}

/** The options, where a text alone is the name of the file. OpError for options that nobody reads. */
export function readOptions(where: string, options: string | ReadOptions): ReadOptions {
  if (typeof options === "string") return { name: options };
  checkOptions(where, options, ["only", "name"]);
  checkOnly(where, options.only);
  return options;
}

/** OpError where `only` is given and no list of names. */
export function checkOnly(where: string, only: unknown): void {
  if (only === undefined || (Array.isArray(only) && only.every((name) => typeof name === "string"))) return;
  const actual = showValue(only);
  throw new OpError(`${where}: only must be a list of names, got ${actual}; write e.g. { only: ["X", "y"] }`, {
    code: "bad-option",
    expected: "a list of names",
    actual,
  });
}
