import type { Callee, Code, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { pushAddress } from "./address.ts";
import { advance } from "./advance.ts";
import { finish } from "./finish.ts";
import { multiplyAdd } from "./multiply-add.ts";
import { even, panelsOf } from "./panels.ts";
import { type Operand, type Product, yOffset } from "./product.ts";

/** Vector registers that a loop may use before the engine keeps values in memory. */
const registers = 15;
/** Vectors of a panel: rows of y are written in cache lines of 64 bytes, which counts more than the registers (300×64, k = 3: 2.5 instead of 3.1 µs). */
const widest = 4;

/** A product over few k: panel by panel, whose rows of b stay in registers while the rows of a pass. */
export function thinFunction(module: Module, product: Product): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const { a, b, m, n, k, rows, columns, turned, relaxed } = product;
  const [left, right, element, column, row, still] = code.locals("i32", 6) as [Local, Local, Local, Local, Local, Local];
  const zero = code.local("v128");
  const height = rows.to - rows.from;
  const [down, along] = turned ? [4, m] : [4 * n, 1];
  const panels = panelsOf(columns, (vectors) =>
    even(vectors, widest).map((part) => ({ vectors: part, rows: Math.max(1, Math.floor((registers - k * part) / (k + part))) })),
  );
  code.i32(4 * rows.from).set(still);
  for (const { from, to, vectors, lanes, rows: most } of panels) {
    const tall = Math.min(most, height);
    const lines = Array.from({ length: k }, () => code.locals("v128", vectors));
    const scalars = code.locals("v128", k);
    const sums = Array.from({ length: tall }, () => code.locals("v128", vectors));
    const tile = (count: number): void => {
      const some = sums.slice(0, count);
      some.forEach((row, r) => {
        scalars.forEach((scalar, i) => {
          code
            .get(left)
            .at("v128.load32_splat", r * a.line + i * a.step)
            .set(scalar);
        });
        row.forEach((sum, v) => {
          code.get(zero).set(sum);
          lines.forEach((line, i) => {
            multiplyAdd(code, scalars[i] as Local, line[v] as Local, sum, relaxed);
          });
        });
      });
      finish(code, product, some, lanes, { element, column: turned ? still : column });
    };
    code.count(column, 4 * from, 4 * to, 4 * lanes, () => {
      pushAddress(code, b.address, [b.offset, 1], [column, b.line / 4]);
      code.set(right);
      loadLines(code, b, right, lines, lanes);
      pushAddress(code, a.address + rows.from * a.line, [a.offset, 1]);
      code.set(left);
      pushAddress(code, rows.from * down, [yOffset, 1], [column, along]);
      code.set(element);
      code.count(row, 0, height - (height % tall), tall, () => {
        tile(tall);
        advance(code, left, tall * a.line);
        advance(code, element, tall * down);
      });
      if (height % tall > 0) tile(height % tall);
    });
  }
  return code;
}

/** Loads a panel of b, from the address in `right` on: one line for each k. */
function loadLines(code: Code, b: Operand, right: Local, lines: readonly (readonly Local[])[], lanes: number): void {
  lines.forEach((line, i) => {
    line.forEach((vector, v) => {
      const offset = i * b.step + 4 * v * b.line;
      code
        .get(right)
        .at(b.line === 4 ? "v128.load" : "v128.load32_zero", offset)
        .set(vector);
      if (b.line === 4) return;
      for (let c = 1; c < Math.min(4, lanes - 4 * v); c++)
        code
          .get(right)
          .get(vector)
          .laneAt("v128.load32_lane", offset + c * b.line, c)
          .set(vector);
    });
  });
}
