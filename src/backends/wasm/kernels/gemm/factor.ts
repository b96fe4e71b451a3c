import type { Digit } from "../../../fuse/addressing.ts";
import type { StackAxis } from "../../../fuse/product-reads.ts";
import type { Place } from "../../place.ts";

/** An operand of a product; a matrix may be stored as its transpose, or be read through moves. */
export type Factor = Place & {
  /** The shape is that of the stored matrix, of which the transpose is meant: float32 of rank 2 only. */
  readonly transposed?: boolean;
  /** Where its elements lie, behind the address: the digits of each axis. By rows where this is left out. */
  readonly axes?: readonly (readonly Digit[])[];
};

/** A stack of products of m × k by k × n matrices, one behind the other in y. */
export interface Stack {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Axes of the stack, none where it is one product. */
  readonly axes: readonly StackAxis[];
  /** The digits of rows and columns of a and of b, where one of them is read through moves. */
  readonly a?: MatrixDigits;
  readonly b?: MatrixDigits;
}

/** The digits of the last two axes of an operand. */
export type MatrixDigits = readonly [rows: readonly Digit[], columns: readonly Digit[]];
