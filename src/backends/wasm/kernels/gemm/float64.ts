import type { Callee, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { pushAddress } from "./address.ts";
import type { Stack } from "./factor.ts";

/** Columns that are added up side by side, so that one addition need not wait for the one before. */
const side = 4;

/**
 * A product of float64 matrices, as a function of three byte offsets like gemmFunction: each sum runs along k from left to right, to the
 * bit as in the reference. Vectors of two float64 would gain little.
 */
export function float64Function(module: Module, { m, n, k }: Stack, a: number, b: number, y: number): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const [row, column, left, right, to, p, q, end] = code.locals("i32", 8) as [Local, Local, Local, Local, Local, Local, Local, Local];
  const sums = code.locals("f64", side);
  const x = code.local("f64");
  // The reference adds no zero to the first product of a short sum over many rows: there −0 stays −0.
  const seeded = k >= 2 && k <= 4 && m > k;
  const cell = (width: number): void => {
    const some = sums.slice(0, width);
    const step = (first: boolean): void => {
      code.get(p).at("f64.load").set(x);
      some.forEach((sum, c) => {
        if (!first) code.get(sum);
        code
          .get(x)
          .get(q)
          .at("f64.load", 8 * c)
          .op("f64.mul");
        if (!first) code.op("f64.add");
        code.set(sum);
      });
      code.increase(p, 8);
      code.increase(q, 8 * n);
    };
    code.get(left).set(p).get(right).set(q);
    if (seeded) step(true);
    else for (const sum of some) code.f64(0).set(sum);
    if (k > 0)
      code.loop(() => {
        step(false);
        code.get(p).get(end).op("i32.ne").brIf(0);
      });
    some.forEach((sum, c) => {
      code
        .get(to)
        .get(sum)
        .at("f64.store", 8 * c);
    });
    code.increase(right, 8 * width);
    code.increase(to, 8 * width);
  };

  pushAddress(code, a, [0, 1]);
  code.set(left);
  pushAddress(code, y, [2, 1]);
  code.set(to);
  code.count(row, 0, m, 1, () => {
    pushAddress(code, b, [1, 1]);
    code.set(right);
    pushAddress(code, 8 * k, [left, 1]);
    code.set(end);
    code.count(column, 0, n - (n % side), side, () => {
      cell(side);
    });
    if (n % side > 0) cell(n % side);
    code.get(end).set(left);
  });
  return code;
}
