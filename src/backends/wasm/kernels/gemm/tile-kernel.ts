import type { Code, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { type Corner, finish } from "./finish.ts";
import { multiplyAdd } from "./multiply-add.ts";
import type { StridedProduct } from "./product.ts";

/** The most k for which there is no loop. */
const unrolled = 2;

/** What a tile kernel is made for; equal ones are the same function. */
export interface TileShape {
  readonly rows: number;
  readonly vectors: number;
  /** Columns of the tile that belong to the product. */
  readonly lanes: number;
  /** Bytes from one row of a to the next, and from one k to the next in a and in b. */
  readonly aLine: number;
  readonly aStep: number;
  readonly bStep: number;
  /** Bytes from one tile of rows in a to the one below. */
  readonly aNext: number;
}

/**
 * A function that adds up tiles of rows × vectors sums, one below the other, over a run of k, and finishes them.
 *
 * Parameters, each i32: address in a, address in b, element and column of the first sum (bytes in y and in its row), bytes that b
 * advances by over the run, the element at which the tiles end, and, where there are several runs, which one it is.
 */
export function tileKernel(module: Module, product: StridedProduct, shape: TileShape, runs: number): Code {
  const { rows, vectors, lanes, aLine, aStep, bStep, aNext } = shape;
  const code = module.function(Array(runs > 1 ? 7 : 6).fill("i32"), []);
  const [a, b, element, column, length, end, run] = [0, 1, 2, 3, 4, 5, 6] as const;
  const corner: Corner = runs > 1 ? { element, column, run } : { element, column };

  const sums: Local[][] = [];
  for (let r = 0; r < rows; r++) sums.push(code.locals("v128", vectors));
  const line = code.locals("v128", vectors);
  const [zero, scalar] = [code.local("v128"), code.local("v128")];
  const [left, right, stop] = [code.local("i32"), code.local("i32"), code.local("i32")];

  /** Adds the products of the k that is `ahead` of those that left and right point to. */
  const round = (ahead: number): void => {
    for (let v = 0; v < vectors; v++) {
      code.get(right).at("v128.load", ahead * bStep + 16 * v);
      code.set(line[v] as Local);
    }
    for (let r = 0; r < rows; r++) {
      code.get(left).at("v128.load32_splat", ahead * aStep + r * aLine);
      code.set(scalar);
      for (let v = 0; v < vectors; v++) multiplyAdd(code, scalar, line[v] as Local, sums[r]?.[v] as Local, product.relaxed);
    }
  };
  const tile = (): void => {
    for (const row of sums) for (const sum of row) code.get(zero).set(sum);
    code.get(a).set(left).get(b).set(right);
    // One k a round: of many that are unrolled the engine loads all operands at once, and runs out of registers.
    if (product.k <= unrolled) for (let i = 0; i < product.k; i++) round(i);
    else {
      code.get(right).get(length).op("i32.add").set(stop);
      code.loop(() => {
        round(0);
        code.increase(left, aStep);
        code.repeatUntil(right, bStep, stop);
      });
    }
    finish(code, product, sums, lanes, corner);
  };

  code.loop(() => {
    tile();
    code.increase(a, aNext);
    if (product.turned) code.increase(column, 4 * rows);
    code.repeatUntil(element, 4 * rows * (product.turned ? 1 : product.n), end);
  });
  return code;
}
