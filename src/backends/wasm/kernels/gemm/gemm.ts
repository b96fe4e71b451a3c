import type { Digit } from "../../../fuse/addressing.ts";
import type { Code, Local } from "../../assembler/code.ts";

/** A matrix in memory, of float32. */
export interface Matrix {
  readonly address: number;
  /** Elements from one stored row to the next. */
  readonly stride: number;
  /** The stored matrix is read as its transpose. */
  readonly transposed: boolean;
}

/**
 * A matrix whose elements lie in other places than rows of one distance, such as that of all windows of an image: the digits of its rows and
 * of its columns, in elements. A product copies a block of it at a time, rows of a run of k, to where a matrix lies as its tiles read it.
 */
export interface Scattered {
  readonly address: number;
  readonly rows: readonly Digit[];
  readonly columns: readonly Digit[];
}

/** A run of rows or columns: from … to − 1. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What is done to the finished sums before they are stored: elementwise in y's elements. `sum` holds columns c … c + 3 of one row and
 * is to be replaced by the result. Behind the last column lanes mean nothing and are not stored.
 */
export type Epilogue = (code: Code, sum: Local, at: Spot) => void;

/** Where in y a vector of sums belongs; the offsets are made for the immediate operand of a load. */
export interface Spot {
  /** Byte offset in y, 0 for y[0, 0], to which `elementOffset` is to be added. */
  readonly element: Local;
  readonly elementOffset: number;
  /** Byte offset in a row, 4·c, to which `columnOffset` is to be added. */
  readonly column: Local;
  readonly columnOffset: number;
}

/**
 * Rows and vectors of four columns whose sums a loop over k keeps in registers. Engines hoist the loads of a round, so that a tile
 * takes rows · vectors + rows + vectors registers, and one for a product; tiles for few rows or columns are cut to the same number.
 */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * A matrix product of float32: y[m, n] = epilogue(a[m, k] · b[k, n]).
 *
 * Order of summation: products are rounded to float32, and each sum begins at +0. Runs of at most 512 k, as equal as they can be in
 * multiples of 4, are each added up from left to right; the sums of the runs are then added from left to right. In the product of one
 * row and a matrix that is read as it lies the runs are of 8 k; with a scattered operand they may be of fewer k, down to 64, where there are
 * more than 512. Where a and b can both be read along k (one or two rows times a
 * transposed matrix, a matrix times few columns; see pieces.ts) there are four sums instead, of k ≡ 0, 1, 2, 3 modulo 4, each from left
 * to right over all of k, added as (s0 + s2) + (s1 + s3). The order depends on m, n, k and on how a and b are stored: not on the
 * addresses, the part of y that is computed, the tile, or the epilogue, which comes after the sum.
 *
 * Accuracy: for any operands |error| ≤ 2⁻²⁴ · (d + 3) · Σ|a||b|, where d ≤ 512 + k / 512 is the most additions that a product passes
 * through, ⌈k / 4⌉ with four sums and 8 + k / 8 with runs of 8. Rounding errors mostly cancel: the most that was measured is
 * 2.3e-7 · Σ|a||b| where products have either sign, and 1.2e-6 · Σ|a||b| (k = 512) where all have the same one.
 * Edges: k = 0 gives zeros, then the epilogue; m = 0 or n = 0 nothing. NaN and Infinity as in IEEE sums.
 *
 * Up to 16 bytes behind an operand may be read; of y nothing but the asked part is written. With k ≤ 512 the epilogue may read y itself
 * at the spot of its sums, where y still holds what it held before the product.
 */
export interface Gemm {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** At most one of a and b is scattered. */
  readonly a: Matrix | Scattered;
  readonly b: Matrix | Scattered;
  /** Address of y, row-major, n elements a row. */
  readonly y: number;
  /** Address of `gemmScratch(gemm)` bytes, 16-byte aligned, of this call alone. */
  readonly scratch: number;
  /** The part of y that is computed, for threads; all by default. */
  readonly rows?: Span;
  readonly columns?: Span;
  readonly epilogue?: Epilogue;
  /** Parameter of the target: 4 × 2 vectors by default, 2 × 4 for up to four k, 1 × 4 for up to two, for the 16 vector registers of x64. */
  readonly tile?: Tile;
  /** Allows multiplications and additions in one rounding, where the machine has them: its results then depend on the machine. */
  readonly relaxed?: boolean;
}
