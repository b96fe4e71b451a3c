import type { Callee, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { pushAddress } from "./address.ts";
import { finish } from "./finish.ts";
import { multiplyAdd } from "./multiply-add.ts";
import { type StridedProduct, yOffset } from "./product.ts";

/** The k that pass over the row together. */
const run = 8;

/** Bytes of scratch memory: for the sums of the row. */
export const rowScratch = ({ columns }: StridedProduct): number => 16 * Math.ceil((columns.to - columns.from) / 4);

/**
 * One row times a matrix whose rows are read as they lie, eight at a time from one end to the other: b comes from far, once, and as a
 * stream it comes fastest (1×784 · 784×128: 5.3 µs, in panels 6.1). The sums stay in scratch memory until the last eight.
 */
export function rowFunction(module: Module, product: StridedProduct, scratch: number): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const { a, b, k, columns, turned } = product;
  const [left, right, column, element, still, from] = code.locals("i32", 6) as [Local, Local, Local, Local, Local, Local];
  const [sum, line] = [code.local("v128"), code.local("v128")];
  const scalars = code.locals("v128", Math.min(run, k));
  const ragged = (columns.to - columns.from) % 4;
  /** The sum of column 0 in scratch memory, from which those that are left out are missing. */
  const sums = scratch - 4 * columns.from;
  const runs = Math.ceil(k / run);

  /** Adds up `count` products in four columns. */
  const addUp = (count: number): void => {
    for (const [i, scalar] of scalars.slice(0, count).entries()) {
      code
        .get(right)
        .at("v128.load", i * b.step)
        .set(line);
      if (i === 0) code.get(scalar).get(line).op("f32x4.mul").set(sum);
      else multiplyAdd(code, scalar, line, sum, product.relaxed);
    }
    pushAddress(code, sums, [column, 1]);
    code.at("v128.load").get(sum).op("f32x4.add").set(sum);
  };
  const pass = (count: number, until: number, store: () => void): void => {
    scalars.slice(0, count).forEach((scalar, i) => {
      code
        .get(left)
        .at("v128.load32_splat", i * a.step)
        .set(scalar);
    });
    pushAddress(code, b.address + 4 * columns.from, [b.offset, 1], [from, b.step]);
    code.set(right);
    code.count(column, 4 * columns.from, 4 * until, 16, () => {
      addUp(count);
      store();
      code.increase(right, 16);
    });
  };
  const finishLanes = (lanes: number): void => {
    pushAddress(code, 0, [yOffset, 1], [column, 1]);
    code.set(element);
    finish(code, product, [[sum]], lanes, { element, column: turned ? still : column });
  };

  code.i32(scratch).i32(0).i32(rowScratch(product)).fillMemory();
  pushAddress(code, a.address, [a.offset, 1]);
  code.set(left);
  code.count(from, 0, run * (runs - 1), run, () => {
    pass(run, columns.to, () => {
      pushAddress(code, sums, [column, 1]);
      code.get(sum).at("v128.store");
    });
    code.increase(left, run * a.step);
  });
  const rest = k - run * (runs - 1);
  code.i32(run * (runs - 1)).set(from);
  pass(rest, columns.to - ragged, () => {
    finishLanes(4);
  });
  if (ragged > 0) {
    code.i32(4 * (columns.to - ragged)).set(column);
    addUp(rest);
    finishLanes(ragged);
  }
  return code;
}
