import type { Callee, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { pushAddress } from "./address.ts";
import { finish } from "./finish.ts";
import { multiplyAdd } from "./multiply-add.ts";
import { even, panelsOf } from "./panels.ts";
import { type Product, yOffset } from "./product.ts";

/** Vector registers that a loop may use before the engine keeps values in memory. */
const registers = 15;

/** A product over few k: panel by panel, whose rows of b stay in registers while the rows of a pass. Not packed, one run. */
export function thinFunction(module: Module, product: Product): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const { a, b, m, n, k, rows, columns, turned } = product;
  const [left, right, element, end, column, side] = code.locals("i32", 6) as [Local, Local, Local, Local, Local, Local];
  const zero = code.local("v128");
  const height = rows.to - rows.from;
  const [down, along] = turned ? [4, m] : [4 * n, 1];
  const widest = 4;
  const panels = panelsOf(columns, (vectors) =>
    even(vectors, widest).map((part) => ({ vectors: part, rows: Math.max(1, Math.floor((registers - k * part) / (k + part))) })),
  );
  for (const { from, to, vectors, lanes, rows: most } of panels) {
    const tall = Math.min(most, height);
    const lines = Array.from({ length: k }, () => code.locals("v128", vectors));
    const scalars = code.locals("v128", k);
    const sums = Array.from({ length: tall }, () => code.locals("v128", vectors));
    const tile = (count: number): void => {
      for (let r = 0; r < count; r++) {
        const row = sums[r] as Local[];
        scalars.forEach((scalar, i) => {
          code
            .get(left)
            .at("v128.load32_splat", r * a.line + i * a.step)
            .set(scalar);
        });
        row.forEach((sum, v) => {
          code.get(zero).set(sum);
          lines.forEach((line, i) => {
            multiplyAdd(code, scalars[i] as Local, line[v] as Local, sum, product.relaxed);
          });
        });
      }
      finish(code, product, sums.slice(0, count), lanes, { element, column: turned ? side : column });
    };
    code.i32(4 * rows.from).set(side);
    code.count(column, 4 * from, 4 * to, 4 * lanes, () => {
      pushAddress(code, b.address, [b.offset, 1], [column, b.line / 4]);
      code.set(right);
      lines.forEach((line, i) => {
        line.forEach((vector, v) => {
          const offset = i * b.step + 4 * v * b.line;
          if (b.line === 4) code.get(right).at("v128.load", offset);
          else {
            code.get(right).at("v128.load32_zero", offset).set(vector);
            for (let c = 1; c < Math.min(4, lanes - 4 * v); c++)
              code
                .get(right)
                .get(vector)
                .laneAt("v128.load32_lane", offset + c * b.line, c)
                .set(vector);
            code.get(vector);
          }
          code.set(vector);
        });
      });
      pushAddress(code, a.address + rows.from * a.line, [a.offset, 1]);
      code.set(left);
      pushAddress(code, rows.from * down, [yOffset, 1], [column, along]);
      code.set(element);
      const tiles = Math.floor(height / tall);
      const advance = (): void => {
        code
          .get(left)
          .i32(tall * a.line)
          .op("i32.add")
          .set(left);
        code
          .get(element)
          .i32(tall * down)
          .op("i32.add");
      };
      if (tiles > 1) {
        code
          .get(element)
          .i32(tiles * tall * down)
          .op("i32.add")
          .set(end);
        code.loop(() => {
          tile(tall);
          advance();
          code.tee(element).get(end).op("i32.ne").brIf(0);
        });
      } else {
        tile(tall);
        if (height > tall) {
          advance();
          code.set(element);
        }
      }
      if (height % tall > 0) tile(height % tall);
    });
  }
  return code;
}
