import type { Callee } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import type { Operand } from "./product.ts";

/**
 * Copies rows of a transposed a, which lie side by side, into tiles of four rows: (address, address of the copy, number of rows, of k,
 * bytes of a tile). Sixteen rows at a time, a cache line of 64 bytes, then four.
 */
export function copyRows(module: Module, { step }: Operand): Callee {
  const code = module.function(["i32", "i32", "i32", "i32", "i32"], []);
  const [source, copy, rows, depth, tile] = [0, 1, 2, 3, 4] as const;
  const [at, to, count] = [code.local("i32"), code.local("i32"), code.local("i32")];
  const copyTiles = (tiles: number): void => {
    code.get(source).set(at).get(copy).set(to).get(depth).set(count);
    code.loop(() => {
      for (let t = 0; t < tiles; t++) {
        code.get(to);
        if (t > 0) code.get(tile).i32(t).op("i32.mul", "i32.add");
        code
          .get(at)
          .at("v128.load", 16 * t)
          .at("v128.store");
      }
      code.get(at).i32(step).op("i32.add").set(at).get(to).i32(16).op("i32.add").set(to);
      code.countDown(count, 1);
    });
    code
      .get(source)
      .i32(16 * tiles)
      .op("i32.add")
      .set(source)
      .get(copy)
      .get(tile)
      .i32(tiles)
      .op("i32.mul", "i32.add")
      .set(copy);
    code.countDown(rows, 4 * tiles);
  };
  code.block(() => {
    code.loop(() => {
      code.get(rows).i32(16).op("i32.lt_s").brIf(1);
      copyTiles(4);
    });
    code.br(0);
  });
  code
    .get(rows)
    .i32(0)
    .op("i32.gt_s")
    .if(() => {
      code.loop(() => {
        copyTiles(1);
      });
    });
  return code;
}
