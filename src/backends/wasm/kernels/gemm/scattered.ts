import type { Callee } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { gatherFunction } from "./gather.ts";
import type { Panels } from "./panels.ts";
import type { StridedProduct } from "./product.ts";
import { between, nearCount, planScattered } from "./scattered-plan.ts";
import { callKernel, callTiles, packPanel, packPanels, panelBytes, pushLesser, type TileRows, type Tiles, tilesSite } from "./tiles.ts";

type CallTiles = (height: number, rows: TileRows) => void;

/** Bytes of scratch memory: for the copies. */
export function scatteredScratch(product: StridedProduct): number {
  const { a, b } = planScattered(product).bytes;
  return a + b;
}

/**
 * A product of an a whose elements are scattered, in tiles of sums: for each run of k the panels of b are copied, then for each block of rows
 * a is gathered, and each panel meets the tiles of the block. No more of a is ever copied than a block of rows of one run.
 */
export function scatteredFunction(module: Module, product: StridedProduct, scratch: number): Callee {
  const plan = planScattered(product);
  const copyA = scratch + plan.bytes.b;
  const site = tilesSite(module, product, plan, scratch);
  const { code, row, end, from, length } = site;
  const { rows, k, a } = product;
  const { depth, block, panels, line, step, form, near } = plan;
  const gather = k > 0 ? gatherFunction(module, product, plan) : undefined;
  const first = code.local("i32");
  /** Bytes from a row of the copy to the one so many rows further on. */
  const down = (count: number): number => (form === "fours" ? count * step * Math.ceil(depth / 4) : count * line);
  const blockOf = (size: number): void => {
    if (gather) code.get(a.offset).get(first).i32(size).get(from).get(length).i32(copyA).call(gather);
    for (const one of panels) {
      const full = size - (size % one.rows);
      const tiles = (start: number, count: number, height: number, call: CallTiles): void => {
        if (count === 0) return;
        code.get(first).i32(start).op("i32.add").tee(row).i32(count).op("i32.add").set(end);
        call(height, { push: () => code.i32(copyA + down(start)), line, step, next: down(height) });
      };
      const all = (call: CallTiles): void => {
        tiles(0, full, one.rows, call);
        tiles(full, size - full, size - full, call);
      };
      if (near) nearPanels(site, one, scratch, all);
      else all((height, rows) => callTiles(site, one, height, rows));
    }
  };
  code.count(from, 0, k || 1, depth || 1, () => {
    pushLesser(code, k, from, depth).set(length);
    if (!near) packPanels(site);
    const whole = rows.to - ((rows.to - rows.from) % block);
    code.count(first, rows.from, whole, block, () => blockOf(block));
    if (whole < rows.to) {
      code.i32(whole).set(first);
      blockOf(rows.to - whole);
    }
  });
  return code;
}

/** Copies some panels at a time, and has their tiles computed. */
function nearPanels(site: Tiles, panels: Panels, copyB: number, tiles: (call: CallTiles) => void): void {
  const { code, column } = site;
  const { from, to, lanes } = panels;
  const count = nearCount(site.product, panels);
  const apart = panelBytes(site, panels) + between;
  const chunk = code.local("i32");
  code.count(chunk, 4 * from, 4 * to, 4 * count * lanes, () => {
    code.get(chunk).set(column);
    packPanel(site, panels, count, () => code.i32(copyB), apart);
    for (let i = 0; i < count; i++) {
      code
        .get(chunk)
        .i32(4 * i * lanes)
        .op("i32.add")
        .set(column);
      tiles((height, rows) => callKernel(site, panels, height, rows, () => code.i32(copyB + i * apart)));
    }
  });
}
