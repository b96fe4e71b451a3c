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
  /** Bytes of a copy. */
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
    return { ...withCopies({ ...plan, panels }, fours * roundUp(plan.depth)), form: "fours", block: fours, line: 4, step: 16 };
  }
  if (acrossRows && m <= longestLine && stretchOf(lines) % 4 !== 0) {
    // Lines whose distance is a power of two would meet in the same places of the cache.
    const pitch = roundUp(height) + (roundUp(height) % 64 === 0 ? 4 : 0);
    // What is summed in one run of other forms must be here, too: an epilogue may read what y held before.
    const most = k <= 512 ? 512 : Math.max(64, Math.min(512, 4 * Math.floor(lineElements / m / 4)));
    const runs = Math.max(1, Math.ceil(k / most));
    const depth = runs === 1 ? k : 4 * Math.ceil(k / runs / 4);
    const plan = { ...planTiles(product), depth, runs };
    return { ...withCopies(plan, depth * pitch), form: "lines", block: height, line: 4, step: 4 * pitch };
  }
  const plan = planTiles(product);
  const pitch = roundUp(plan.depth);
  const most = heights * Math.max(1, Math.floor(blockBytes / (4 * pitch * heights)));
  const block = Math.max(1, Math.min(height, most, 8 * heights));
  return { ...withCopies(plan, block * pitch), form: "rows", block, line: 4 * pitch, step: 4 };
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

const withCopies = <P extends TilePlan & { readonly panels: readonly Panels[] }>(plan: P, elements: number) => ({
  ...plan,
  packedA: false,
  // A vector may be written behind the last row.
  bytes: { a: 4 * roundUp(elements) + 64, b: packedBytes({ ...plan, packedA: false }).b },
});
