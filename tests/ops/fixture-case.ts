import type { DType } from "../../graph/dtype.ts";
import type { Attrs } from "../../graph/graph.ts";

/** An array as the files of tests/fixtures hold it; numbers that JSON does not have are text. */
export interface FixtureArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

/** What NumPy has computed of an op; the scripts beside the files say how. */
export interface FixtureCase {
  readonly op: string;
  readonly attrs: Attrs;
  readonly inputs: readonly FixtureArray[];
  readonly output: FixtureArray;
}
