import type { DType } from "../../../graph/dtype.ts";
import type { Graph, NodeId } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { Term } from "../../../graph/notation.ts";
import type { Op } from "../../../graph/op.ts";

/** What one library of arrays writes in another way than another. */
export interface PythonDialect {
  /** Writes out composites until only ops are left that are written as they are; of a loop's body, too. */
  lower(graph: Graph<any, any>): Graph;
  /** One node over its written operands. GraphError where nothing says how. */
  write(op: Op, operands: readonly Term[], site: DialectSite): Term;
  /** One number, and one of its own dtype where no array beside it tells that. */
  number(text: string): string;
  scalar(text: string, dtype: DType): string;
  /** A number that shapes tell, as one of Python beside an array; undefined where it is written with its dtype everywhere. */
  bare?(term: Term): Term | undefined;
  /** A constant array: what stands for it where that is no statement of its own, and what the statement assigns. */
  constant?(name: string, value: NdArray): string;
  array(value: NdArray): string;
  /** The rows of an array from the last to the first. */
  reversed(x: string): string;
  /** A list of arrays as one, along a new first axis. */
  stack(list: string): string;
  /** All elements of arrays, one behind the other. */
  packed(arrays: readonly string[]): string;
}

/** The node that is written. */
export interface DialectSite {
  readonly graph: Graph;
  readonly id: NodeId;
}
