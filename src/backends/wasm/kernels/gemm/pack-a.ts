import type { Callee } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import type { StridedFactor } from "./product.ts";

/** Copies rows of a transposed a, which lie side by side, into tiles of four rows: (address, address of the copy, number of rows, of k). */
export function copyRows(module: Module, { step }: StridedFactor, tileBytes: number): Callee {
  const code = module.function(["i32", "i32", "i32", "i32"], []);
  const [source, copy, rows, depth] = [0, 1, 2, 3] as const;
  const [at, to, count] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.loop(() => {
    code.get(source).set(at).get(copy).set(to).get(depth).set(count);
    code.loop(() => {
      code.get(to).get(at).at("v128.load").at("v128.store");
      code.increase(at, step).increase(to, 16).countDown(count);
    });
    code.increase(source, 16).increase(copy, tileBytes).countDown(rows, 4);
  });
  return code;
}
