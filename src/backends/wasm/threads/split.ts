import { isMatrix } from "../../fuse/is-matrix.ts";
import type { Stack } from "../kernels/gemm/factor.ts";
import type { Span } from "../kernels/gemm/gemm.ts";

/**
 * A part of a group that one thread computes: some rows, some columns, or all. Of a stack of products it is a part of each of them. The
 * rows of a loop are steps along its outermost axis, those of a long line its chunks.
 */
export interface Part {
  readonly rows?: Span;
  readonly columns?: Span;
}

/** The whole of a product. */
export const whole: readonly Part[] = [{}];

/** Fewest floating-point operations of a product that is worth the time in which threads meet. */
export const leastWork = 1e6;

/** Rows and columns of a tile: parts begin where tiles do. */
const tile = { rows: 4, columns: 8 };

/** Fewest columns of a part: where b lies by rows they are at least two cache lines of each. */
const fewestColumns = 32;
/** Fewest rows of a part of a gathered operand: so that the copies of b, which each thread makes, are worth it. */
const fewestRows = 12;

/**
 * The parts of a product for so many threads, as equal as whole tiles can be: columns where these are many, for each thread then copies
 * only its own part of b; else rows. Of an operand that is gathered each thread takes its own part. One part where the product is small.
 */
export function splitProduct(stack: Stack, threads: number): readonly Part[] {
  const { m, n, k, axes } = stack;
  const products = axes.reduce((count, axis) => count * axis.count, 1);
  if (threads === 1 || 2 * m * n * k * products < leastWork) return whole;
  if (isScattered(stack.a) && m >= fewestRows * threads) return even(m, tile.rows, threads).map((range) => ({ rows: range }));
  const columns = even(n, tile.columns, threads);
  if (isScattered(stack.b) && columns.length === threads) return columns.map((range) => ({ columns: range }));
  if (n >= fewestColumns * threads || m < n) return columns.length > 1 ? columns.map((range) => ({ columns: range })) : whole;
  const rows = even(m, tile.rows, threads);
  return rows.length > 1 ? rows.map((range) => ({ rows: range })) : whole;
}

const isScattered = (digits: Stack["a"]): boolean => digits !== undefined && !isMatrix(digits);

/** Ranges of whole tiles, larger ones first; fewer of them where there are not enough tiles. */
export function even(size: number, step: number, count: number): Span[] {
  const tiles = Math.ceil(size / step);
  const ranges: Span[] = [];
  let from = 0;
  for (let i = 0; i < Math.min(count, tiles); i++) {
    const taken = Math.floor(tiles / count) + (i < tiles % count ? 1 : 0);
    const to = Math.min(size, from + step * taken);
    if (to > from) ranges.push({ from, to });
    from = to;
  }
  return ranges;
}
