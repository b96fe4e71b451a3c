import type { Span } from "./gemm.ts";
import type { StridedProduct } from "./product.ts";

/**
 * How a product is computed.
 *
 * - dot: both operands are read along k, four k at a time; four sums per element.
 * - row: one row. All of it stays in memory while eight rows of b at a time pass.
 * - tiles: a tile of sums in registers, to which each k adds the product of a column of a and a row of b.
 * - scattered: tiles over copies of blocks of a, whose elements are gathered from wherever they lie.
 */
export type ProductForm = "dot" | "row" | "tiles" | "scattered";

/** Some columns of a product, and how they are computed. */
export interface Piece {
  readonly form: ProductForm;
  readonly product: StridedProduct;
}

/** The fewest k for which a row stays in memory. */
const rowDepth = 5;
/** The fewest k for which four sums per element, which must be added at the end, are worth it. */
const dotDepth = 12;
/** The most rows for which a transposed b is read as it is stored: a copy to read it by rows would cost too much of the time. */
export const fewRows = 16;
/** The most columns of which a few get a form of their own. */
const fewColumns = 16;

/**
 * The pieces of a product, next to each other. Where the columns begin and end, and so in which order an element is summed, depends on
 * the whole product, never on the part that is computed.
 */
export function piecesOf(product: StridedProduct): Piece[] {
  const { m, n, k, a, b } = product;
  const all = { from: 0, to: n };
  if (a.scattered) return within(product, [["scattered", all]]);
  if (k > 0 && a.step === 4 && b.step === 4 && (m <= 2 || (m <= fewRows && k >= dotDepth))) return within(product, [["dot", all]]);
  if (m === 1 && k >= rowDepth && b.line === 4) return within(product, [["row", all]]);
  if (product.turned || m <= 2 || n > fewColumns || k < dotDepth || a.step !== 4) return within(product, [["tiles", all]]);
  return within(product, narrow(n));
}

/** Columns that would leave half of a vector of four, or of a tile of eight, empty are computed as dot products. */
function narrow(n: number): [ProductForm, Span][] {
  const whole = n - (n % 8);
  const at = (form: ProductForm, from: number, width: number): [ProductForm, Span] => [
    form,
    { from: whole + from, to: whole + from + width },
  ];
  const rest: readonly [ProductForm, Span][] =
    ([[], [at("dot", 0, 1)], [at("dot", 0, 2)], [at("dot", 0, 3)], [at("tiles", 0, 4)]] as const)[n % 8] ??
    (n % 8 === 7 ? [at("tiles", 0, 4), at("dot", 4, 3)] : [at("dot", 0, 3), at("dot", 3, (n % 8) - 3)]);
  return whole > 0 ? [["tiles", { from: 0, to: whole }], ...rest] : [...rest];
}

/** Those of the ranges that are within the computed part. */
function within(product: StridedProduct, ranges: readonly (readonly [ProductForm, Span])[]): Piece[] {
  const { rows, columns } = product;
  if (rows.from >= rows.to) return [];
  return ranges.flatMap(([form, { from, to }]) => {
    const part = { from: Math.max(from, columns.from), to: Math.min(to, columns.to) };
    return part.from < part.to ? [{ form, product: { ...product, columns: part } }] : [];
  });
}
