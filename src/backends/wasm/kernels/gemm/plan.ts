import { even, type Panels, panelsOf } from "./panels.ts";
import type { StridedProduct } from "./product.ts";

/** How a product is cut so that what a loop reads again is near: k into runs, rows into blocks, columns into panels. */
export interface TilePlan {
  /** k of a run; the last run may be shorter. A multiple of 4 where there are several. */
  readonly depth: number;
  readonly runs: number;
  readonly panels: readonly Panels[];
  /** b is copied panel by panel before each run, so that a panel is read from one stretch of memory. */
  readonly packedB: boolean;
  /** Rows of a are copied block by block, tile after tile. */
  readonly packedA: boolean;
}

/** The most k of a run: a panel of them stays in the first cache. */
const mostDepth = 512;
/** The most rows of a block: with a run of k they stay in the second cache. */
const highest = 128;
/** The most rows for which b is read where it lies. */
const fewRows = 12;
/** The largest b, in bytes, that is read where it lies whatever the rows: it stays in the first cache. */
const smallB = 16_384;

export function planTiles(product: StridedProduct): TilePlan {
  const { k, a, b, columns, tile } = product;
  const height = product.rows.to - product.rows.from;
  const width = columns.to - columns.from;
  const runs = Math.max(1, Math.ceil(k / mostDepth));
  const depth = runs === 1 ? k : 4 * Math.ceil(k / runs / 4);
  // The columns of a transposed a are far apart: a tile that reads them down many k evicts its own lines, unless there are few blocks.
  const packedA = k > 0 && a.line === 4 && height > 2 * highest && tile.rows === 4;
  const panels = panelsOf(columns, (vectors) => cutColumns(vectors, height, product, packedA));
  const onePanel = width <= (panels[0]?.lanes ?? 0);
  const inPlace = k === 0 || (b.line === 4 && (height <= fewRows || 4 * k * width <= smallB || onePanel));
  return { depth, runs, panels, packedB: !inPlace, packedA };
}

/** Panels as wide as the tile, or wider where there are fewer rows. Tiles of one row or of one vector have too few sums to keep the adders busy. */
function cutColumns(vectors: number, height: number, { tile }: StridedProduct, packedA: boolean): { vectors: number; rows: number }[] {
  const registers = tile.rows * tile.vectors + tile.rows + tile.vectors + 1;
  /** The most rows for so many vectors, or vectors for so many rows: rows · vectors + rows + vectors + 1 ≤ registers. */
  const fitting = (other: number): number => Math.max(1, Math.floor((registers - 1 - other) / (other + 1)));
  const lone = height % tile.rows === 1 && height > 1 && height < 3 * tile.rows;
  const rows = lone ? tile.rows - 1 : Math.min(height, tile.rows);
  if (rows !== tile.rows) return even(vectors, fitting(rows)).map((part) => ({ vectors: part, rows }));
  const cut: { vectors: number; rows: number }[] = new Array(Math.floor(vectors / tile.vectors)).fill(tile);
  const rest = vectors % tile.vectors;
  if (rest === 0) return cut;
  return [...cut, { vectors: rest, rows: packedA ? rows : Math.min(height, fitting(rest)) }];
}

/** The rows of a block: a whole number of tiles of that height. */
export const blockOf = (height: number): number => Math.max(height, highest - (highest % height));

/** Bytes of the copies of a block of a and of a run of b. */
export function packedBytes({ depth, panels, packedA, packedB }: TilePlan): { readonly a: number; readonly b: number } {
  const vectors = panels.reduce((sum, { from, to, vectors: each, lanes }) => sum + ((to - from) / lanes) * each, 0);
  return { a: packedA ? 4 * roundUp(depth) * highest : 0, b: packedB ? 16 * roundUp(depth) * vectors : 0 };
}

/** To a multiple of 4: copies are made four k at a time. */
export const roundUp = (depth: number): number => 4 * Math.ceil(depth / 4);
