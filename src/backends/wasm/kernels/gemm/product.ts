import type { Digit } from "../../../fuse/addressing.ts";
import type { Local } from "../../assembler/code.ts";
import type { Epilogue, Gemm, Matrix, Scattered, Span, Tile } from "./gemm.ts";

/** How an operand lies in memory, in bytes. */
export interface StridedFactor {
  readonly address: number;
  /** The parameter that holds the offset to be added to the address: turned or not, 0 is that of the gemm's a, 1 of its b. */
  readonly offset: Local;
  /** From one row of a, or column of b, to the next. */
  readonly line: number;
  /** From one k to the next. */
  readonly step: number;
  /** Where neither is one number: the digits of lines and of k, in elements. Only a has them. */
  readonly scattered?: { readonly lines: readonly Digit[]; readonly steps: readonly Digit[] };
}

/**
 * A product as the kernels see it: operands by their steps in memory, and y either as it is stored or turned over.
 *
 * Since yᵀ = bᵀ · aᵀ, a product with few columns can be computed as one with few rows. Rows and columns are then those of yᵀ, while y
 * stays where it is: element (i, j) of a turned product is element (j, i) of y.
 */
export interface StridedProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: StridedFactor;
  readonly b: StridedFactor;
  readonly y: number;
  readonly rows: Span;
  readonly columns: Span;
  readonly turned: boolean;
  readonly epilogue: Epilogue | undefined;
  readonly tile: Tile;
  readonly relaxed: boolean;
}

/** The parameter of a product's function that holds the offset of y. */
export const yOffset: Local = 2;

/** The product as it is computed best: turned over where y has one column, or few and a is stored along them, or b is scattered. */
export function productOf(gemm: Gemm): StridedProduct {
  const { m, n, k, y, epilogue } = gemm;
  const product: StridedProduct = {
    m,
    n,
    k,
    a: "rows" in gemm.a ? scattered(gemm.a, 0, gemm.a.rows, gemm.a.columns) : strided(gemm.a, 0, 4 * gemm.a.stride, 4),
    b: "rows" in gemm.b ? scattered(gemm.b, 1, gemm.b.columns, gemm.b.rows) : strided(gemm.b, 1, 4, 4 * gemm.b.stride),
    y,
    rows: gemm.rows ?? { from: 0, to: m },
    columns: gemm.columns ?? { from: 0, to: n },
    turned: false,
    epilogue,
    // Few k: what counts is that rows of y are written in lines of the cache, 64 bytes (300×64, k = 3: 3.0 instead of 3.4 µs).
    tile: gemm.tile ?? (k > 4 ? { rows: 4, vectors: 2 } : { rows: k > 2 ? 2 : 1, vectors: 4 }),
    relaxed: gemm.relaxed ?? false,
  };
  if (product.b.scattered) return turn(product);
  if (product.a.scattered) return product;
  // One column is one row in memory; only an epilogue sees the difference.
  if (n === 1) return { ...turn(product), turned: epilogue !== undefined };
  const few = n <= 11 && n !== 8 && n < m;
  return few && k > 4 && product.a.line === 4 ? turn(product) : product;
}

const strided = ({ address, transposed }: Matrix, offset: Local, line: number, step: number): StridedFactor =>
  transposed ? { address, offset, line: step, step: line } : { address, offset, line, step };

const scattered = ({ address }: Scattered, offset: Local, lines: readonly Digit[], steps: readonly Digit[]): StridedFactor => ({
  address,
  offset,
  line: 0,
  step: 0,
  scattered: { lines, steps },
});

const turn = ({ m, n, a, b, rows, columns, ...rest }: StridedProduct): StridedProduct => ({
  ...rest,
  m: n,
  n: m,
  a: b,
  b: a,
  rows: columns,
  columns: rows,
  turned: true,
});
