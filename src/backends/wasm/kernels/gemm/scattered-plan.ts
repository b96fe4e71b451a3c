import { stretchOf } from "./digit-boxes.ts";
import { even, type Panels, panelsOf } from "./panels.ts";
import { packedBytes, planTiles, roundUp, type TilePlan } from "./plan.ts";
import type { StridedFactor, StridedProduct } from "./product.ts";

/**
 * How blocks of a scattered a are copied.
 *
 * - rows: row by row, k by k, from stretches of k.
 * - fours: k by k, four rows side by side and their k behind each other, from stretches of rows.
 * - lines: k by k, all rows of the block side by side, from stretches of rows that are no multiples of four.
 */
export type CopyForm = "rows" | "fours" | "lines";

/** How a product with a scattered a is cut: as a TilePlan, and the blocks of rows that are copied before their tiles are computed. */
export interface ScatteredPlan extends TilePlan {
  readonly form: CopyForm;
  /** Rows of a block. */
  readonly block: number;
  /** Bytes of the copy from one row to the next, from one k to the next. */
  readonly line: number;
  readonly step: number;
  /** Panels of b are copied when they are needed, and read while they are near: with few rows it is their copy that takes the time. */
  readonly near: boolean;
  /** Bytes of the copies. */
  readonly bytes: { readonly a: number; readonly b: number };
}

/** Bytes of a block in rows: it stays in the second cache while the panels pass. */
const blockBytes = 131_072;
/** Rows of a block: a multiple of the heights of all tiles. */
const heights = 12;
/** The most rows whose k are copied as one line, and the most elements of a copy in lines. */
const longestLine = 512;
const lineElements = 32_768;
/** The most rows of a block in fours. */
const mostFours = 64;

/** What is the same for all parts of a product does not depend on its rows and columns here: above all the runs of k. */
export function planScattered(product: StridedProduct): ScatteredPlan {
  const { lines, steps } = product.a.scattered as NonNullable<StridedFactor["scattered"]>;
  const { m, k, rows, columns } = product;
  const height = rows.to - rows.from;
  const acrossRows = stretchOf(lines) > stretchOf(steps);
  const fours = acrossRows && stretchOf(lines) % 4 === 0 ? foursOf(product, stretchOf(lines)) : 0;
  if (fours > 0) {
    const plan = planTiles(product);
    const panels = panelsOf(columns, (vectors) => even(vectors, 2).map((part) => ({ vectors: part, rows: 4 })));
    const copied = { ...plan, panels, form: "fours", block: fours, line: 4, step: 16 } as const;
    return withCopies(product, copied, fours * roundUp(plan.depth));
  }
  if (acrossRows && m <= longestLine && stretchOf(lines) % 4 !== 0) {
    // Lines whose distance is a power of two would meet in the same places of the cache.
    const pitch = roundUp(height) + (roundUp(height) % 64 === 0 ? 4 : 0);
    // What is summed in one run of other forms must be here, too: an epilogue may read what y held before.
    const most = k <= 512 ? 512 : Math.max(64, Math.min(512, 4 * Math.floor(lineElements / m / 4)));
    const runs = Math.max(1, Math.ceil(k / most));
    const depth = runs === 1 ? k : 4 * Math.ceil(k / runs / 4);
    const copied = { ...planTiles(product), depth, runs, form: "lines", block: height, line: 4, step: 4 * pitch } as const;
    return withCopies(product, copied, depth * pitch);
  }
  const plan = planTiles(product);
  const pitch = roundUp(plan.depth);
  const most = heights * Math.max(1, Math.floor(blockBytes / (4 * pitch * heights)));
  const block = Math.max(1, Math.min(height, most, 8 * heights));
  return withCopies(product, { ...plan, form: "rows", block, line: 4 * pitch, step: 4 }, block * pitch);
}

/** Rows of a block in fours, 0 where there is none: all of them, or equal parts of the stretches. */
function foursOf({ rows: { from, to } }: StridedProduct, stretch: number): number {
  const height = to - from;
  if (from % 4 !== 0 || height % 4 !== 0) return 0;
  if (height <= mostFours) return height;
  for (let block = mostFours; block >= 16; block -= 4)
    if (stretch % block === 0 && from % block === 0 && height % block === 0) return block;
  return 0;
}

/** Bytes between copies of panels that are made together: else they would all meet in the same places of the cache. */
export const between = 64;

/** How many panels are copied together when they are needed: rows of b are read as they lie, as far as that goes. */
export const nearCount = ({ b }: StridedProduct, { from, to, lanes }: Panels): number =>
  b.line === 4 ? ([16, 4].find((count) => ((to - from) / lanes) % count === 0) ?? 1) : 1;

type Copied = Omit<ScatteredPlan, "near" | "packedA" | "bytes">;

/** The plan with the bytes of its copies, of which a has so many elements. */
function withCopies(product: StridedProduct, plan: Copied, elements: number): ScatteredPlan {
  const { packedB, block, panels, depth } = plan;
  const near = packedB && product.rows.to - product.rows.from <= block;
  const some = panels.map((one) => nearCount(product, one) * (16 * one.vectors * roundUp(depth) + between));
  const b = near ? Math.max(...some) : packedBytes({ ...plan, packedA: false }).b;
  // A vector may be written behind the last row.
  return { ...plan, near, packedA: false, bytes: { a: 4 * roundUp(elements) + 64, b } };
}
