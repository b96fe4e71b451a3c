import type { Callee, Code, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { pushAddress } from "./address.ts";
import { copyRows } from "./pack-a.ts";
import { copyPanels, transposePanel } from "./pack-b.ts";
import type { Panels } from "./panels.ts";
import { blockOf, packedBytes, planTiles, roundUp, type TilePlan } from "./plan.ts";
import { type StridedProduct, yOffset } from "./product.ts";
import { type TileShape, tileKernel } from "./tile-kernel.ts";

/** Bytes of scratch memory: for the copies. */
export function tilesScratch(product: StridedProduct): number {
  const { a, b } = packedBytes(planTiles(product));
  return a + b;
}

/**
 * A product in tiles of sums: for each run of k the panels of b are copied, then for each block of rows each panel meets the tiles of
 * the block. A panel stays in the first cache while a block passes, the block in the second while the panels do.
 *
 * Source: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.
 */
export function tilesFunction(module: Module, product: StridedProduct, scratch: number): Callee {
  const plan = planTiles(product);
  const site = tilesSite(module, product, plan, scratch);
  const { code, from, length, row, end, copyA } = site;
  const { a, rows, k } = product;
  const { depth, packedA } = plan;
  const packed = roundUp(depth);
  const inPlace: TileRows = { push: () => pushA(site), line: a.line, step: a.step, next: Number.NaN };
  const at = (height: number): TileRows =>
    packedA ? { push: () => code.i32(copyA), line: 4, step: 4 * height, next: 4 * height * packed } : { ...inPlace, next: height * a.line };

  // No k is one run, too: its sums are zeros.
  code.count(from, 0, k || 1, depth || 1, () => {
    pushLesser(code, k, from, depth).set(length);
    packPanels(site);
    // Panels with tiles of equally many rows pass a block together.
    for (const height of new Set(plan.panels.map((panels) => panels.rows))) {
      const band = plan.panels.filter((panels) => panels.rows === height);
      const full = rows.to - ((rows.to - rows.from) % height);
      const block = Math.min(full - rows.from, blockOf(height));
      code.count(row, rows.from, full, block, () => {
        pushLesser(code, full, row, block).get(row).op("i32.add").set(end);
        if (packedA) {
          const copy = copyRows(module, a, 16 * packed);
          pushA(site);
          code.i32(copyA);
          code.get(end).get(row).op("i32.sub");
          code.get(length).call(copy);
        }
        for (const panels of band) callTiles(site, panels, height, at(height));
      });
      if (full < rows.to) {
        code.i32(full).set(row).i32(rows.to).set(end);
        for (const panels of band) callTiles(site, panels, rows.to - full, { ...inPlace, next: (rows.to - full) * a.line });
      }
    }
  });
  return code;
}

/** Copies the panels of b for the run, where they are to be copied. */
export function packPanels(site: Tiles): void {
  const { plan, column, copyB } = site;
  if (!plan.packedB) return;
  const packed = roundUp(plan.depth);
  for (const panels of plan.panels) {
    const count = panelsCopied(site, panels);
    eachPanel(site.code, column, { ...panels, lanes: count * panels.lanes }, () => {
      packPanel(site, panels, count, () => pushAddress(site.code, copyB, [column, packed]));
    });
  }
}

/** How many panels are copied at once: a line of the cache holds columns of two or more; of four at a time each line is read once. */
const panelsCopied = ({ product: { b } }: Tiles, { from, to, lanes }: Panels): number =>
  b.line === 4 && ((to - from) / lanes) % 4 === 0 ? 4 : 1;

/** Copies so many panels, from the one at `column` on, to the address that is pushed, each so many bytes behind the one before. */
export function packPanel(site: Tiles, panels: Panels, count: number, push: () => void, apart = panelBytes(site, panels)): void {
  const { module, code, product, length } = site;
  const { b } = product;
  const copy = b.line === 4 ? copyPanels(module, b, panels.vectors, count, apart) : transposePanel(module, b, panels);
  pushB(site);
  push();
  code.get(length).call(copy);
}

/** Bytes of the copy of a panel. */
export const panelBytes = ({ plan: { depth } }: Pick<Tiles, "plan">, { vectors }: Panels): number => 16 * vectors * roundUp(depth);

/** The function of three byte offsets, with the variables of its loops. */
export function tilesSite(module: Module, product: StridedProduct, plan: TilePlan, scratch: number): Tiles {
  const code = module.function(["i32", "i32", "i32"], []);
  const [from, length, row, end, column] = code.locals("i32", 5) as [Local, Local, Local, Local, Local];
  // Address of column 0 in the copy of b, from which those that are left out are missing.
  const copyB = scratch - 4 * product.columns.from * roundUp(plan.depth);
  return { module, code, product, plan, from, length, row, end, column, copyA: scratch + packedBytes(plan).b, copyB, kernels: new Map() };
}

/** The function under construction, with the variables of its loops. */
export interface Tiles {
  readonly module: Module;
  readonly code: Code;
  readonly product: StridedProduct;
  readonly plan: TilePlan;
  /** First k of the run. */
  readonly from: Local;
  /** Number of its k. */
  readonly length: Local;
  readonly row: Local;
  /** Row at which the block ends. */
  readonly end: Local;
  /** 4 · the first column of a panel. */
  readonly column: Local;
  readonly copyA: number;
  readonly copyB: number;
  readonly kernels: Map<string, Callee>;
}

/** Where the row is in a, and the column in b, at the first k of the run. */
const pushA = ({ code, product: { a }, from, row }: Tiles): void =>
  pushAddress(code, a.address, [a.offset, 1], [from, a.step], [row, a.line]);
const pushB = ({ code, product: { b }, from, column }: Tiles): void =>
  pushAddress(code, b.address, [b.offset, 1], [from, b.step], [column, b.line / 4]);

/** The lesser of limit − variable and most. */
export const pushLesser = (code: Code, limit: number, variable: Local, most: number): Code =>
  code
    .i32(limit)
    .get(variable)
    .op("i32.sub")
    .i32(most)
    .get(variable)
    .i32(limit - most)
    .op("i32.gt_s", "select");

function eachPanel(code: Code, column: Local, { from, to, lanes }: Panels, body: () => void): void {
  code.count(column, 4 * from, 4 * to, 4 * lanes, body);
}

/** Where the rows of a tile are read: their address at the first k, and the bytes to the next row, the next k and the next tile. */
export interface TileRows {
  push(): void;
  readonly line: number;
  readonly step: number;
  readonly next: number;
}

/** Calls the kernel of tiles of that height for each of the panels: for all tiles from row to end. */
export function callTiles(site: Tiles, panels: Panels, height: number, a: TileRows): void {
  const { code, plan, column, copyB } = site;
  const packed = roundUp(plan.depth);
  eachPanel(code, column, panels, () => {
    callKernel(site, panels, height, a, () => (plan.packedB ? pushAddress(code, copyB, [column, packed]) : pushB(site)));
  });
}

/** The same for the panel at `column`, whose first line is at the address that is pushed. */
export function callKernel(site: Tiles, panels: Panels, height: number, a: TileRows, pushPanel: () => void): void {
  const { code, product, plan, from, length, row, end, column } = site;
  const { b, m, n, turned } = product;
  const { runs, packedB } = plan;
  const bStep = packedB ? 16 * panels.vectors : b.step;
  const shape: TileShape = {
    rows: height,
    vectors: panels.vectors,
    lanes: panels.lanes,
    aLine: a.line,
    aStep: a.step,
    bStep,
    aNext: a.next,
  };
  const key = JSON.stringify(shape);
  const kernel = site.kernels.get(key) ?? tileKernel(site.module, product, shape, runs);
  site.kernels.set(key, kernel);
  /** Bytes in y from one row of the product to the next, and from one column. */
  const [down, right] = turned ? [4, m] : [4 * n, 1];
  a.push();
  pushPanel();
  pushAddress(code, 0, [yOffset, 1], [row, down], [column, right]);
  if (turned) pushAddress(code, 0, [row, 4]);
  else code.get(column);
  pushAddress(code, 0, [length, bStep]);
  pushAddress(code, 0, [yOffset, 1], [end, down], [column, right]);
  // Bits of which run it is: not the first, the last.
  if (runs > 1) {
    code
      .get(from)
      .op("i32.eqz", "i32.eqz")
      .get(from)
      .i32(product.k - plan.depth)
      .op("i32.ge_s")
      .i32(1)
      .op("i32.shl", "i32.or");
  }
  code.call(kernel);
}
