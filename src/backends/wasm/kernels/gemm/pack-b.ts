import type { Callee } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { transposeRegisters } from "../transpose-registers.ts";
import type { Panels } from "./panels.ts";
import type { StridedFactor } from "./product.ts";
import type { Four } from "./sum-lanes.ts";

/**
 * Copies `count` panels of b, whose columns lie side by side: (address, address of the copy, number of k). The copy of one begins `apart`
 * bytes behind that of the one before. Lanes behind the last column hold anything.
 */
export function copyPanels(module: Module, { step }: StridedFactor, vectors: number, count: number, apart: number): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const [source, copy, left] = [0, 1, 2] as const;
  code.loop(() => {
    for (let v = 0; v < count * vectors; v++)
      code
        .get(copy)
        .get(source)
        .at("v128.load", 16 * v)
        .at("v128.store", 16 * (v % vectors) + apart * Math.floor(v / vectors));
    code.increase(source, step);
    code.increase(copy, 16 * vectors);
    code.countDown(left, 1);
  });
  return code;
}

/** Copies a panel of a b that is stored along k, four columns and four k at a time: as copyPanel, with up to three k too many at the end. */
export function transposePanel(module: Module, { line }: StridedFactor, { vectors, lanes }: Panels): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const [source, copy, count] = [0, 1, 2] as const;
  const four = code.locals("v128", 4) as readonly number[] as Four;
  const spare = code.locals("v128", 4) as readonly number[] as Four;
  code.loop(() => {
    for (let v = 0; v < vectors; v++) {
      four.forEach((local, i) => {
        // In place of columns behind the last one, it again.
        code
          .get(source)
          .at("v128.load", line * Math.min(4 * v + i, lanes - 1))
          .set(local);
      });
      transposeRegisters(code, four, spare);
      four.forEach((local, i) => {
        code
          .get(copy)
          .get(local)
          .at("v128.store", 16 * (i * vectors + v));
      });
    }
    code.increase(source, 16);
    code.increase(copy, 64 * vectors);
    code.countDown(count, 4);
  });
  return code;
}
