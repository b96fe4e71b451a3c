import type { Code, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { type Corner, finish } from "./finish.ts";
import { multiplyAdd } from "./multiply-add.ts";
import type { Product } from "./product.ts";

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
  /** Bytes that b advances by over the run; undefined where that is given, since runs differ. */
  readonly length: number | undefined;
  /** Bytes from one tile of rows in a to the one below; undefined where there is only one. */
  readonly aNext: number | undefined;
}

/**
 * A function that adds up tiles of rows × vectors sums, one below the other, over a run of k, and finishes them.
 *
 * Parameters, each i32: address in a, address in b, element and column of the first sum (bytes in y and in its row); where they are not
 * part of the shape, the length of the run, the element at which the tiles end, and which run it is.
 */
export function tileKernel(module: Module, product: Product, shape: TileShape, runs: number): Code {
  const { rows, vectors, lanes, aLine, aStep, bStep, length, aNext } = shape;
  const params = 4 + (length === undefined ? 1 : 0) + (aNext === undefined ? 0 : 1) + (runs > 1 ? 1 : 0);
  const code = module.function(Array(params).fill("i32"), []);
  let next = 4;
  const [a, b, element, column] = [0, 1, 2, 3] as const;
  const given = length === undefined ? next++ : undefined;
  const end = aNext === undefined ? undefined : next++;
  const corner: Corner = runs > 1 ? { element, column, run: next } : { element, column };

  const sums: Local[][] = Array.from({ length: rows }, () => code.locals("v128", vectors));
  const line = code.locals("v128", vectors);
  const [zero, scalar] = [code.local("v128"), code.local("v128")];
  const [left, right, stop] = [code.local("i32"), code.local("i32"), code.local("i32")];

  /** Adds the products of the k that is `ahead` of those that left and right point to. */
  const round = (ahead: number): void => {
    line.forEach((vector, v) => {
      code
        .get(right)
        .at("v128.load", ahead * bStep + 16 * v)
        .set(vector);
    });
    sums.forEach((row, r) => {
      code
        .get(left)
        .at("v128.load32_splat", ahead * aStep + r * aLine)
        .set(scalar);
      row.forEach((sum, v) => {
        multiplyAdd(code, scalar, line[v] as Local, sum, product.relaxed);
      });
    });
  };
  const tile = (): void => {
    for (const sum of sums.flat()) code.get(zero).set(sum);
    code.get(a).set(left).get(b).set(right);
    // One k a round: of many that are unrolled the engine loads all operands at once, and runs out of registers.
    if (product.k <= unrolled) for (let i = 0; i < product.k; i++) round(i);
    else {
      code.get(right);
      if (given === undefined) code.i32(length as number);
      else code.get(given);
      code.op("i32.add").set(stop);
      code.loop(() => {
        round(0);
        code.increase(left, aStep);
        code.repeatUntil(right, bStep, stop);
      });
    }
    finish(code, product, sums, lanes, corner);
  };

  if (end === undefined) tile();
  else
    code.loop(() => {
      tile();
      code.increase(a, aNext as number);
      if (product.turned) code.increase(column, 4 * rows);
      code
        .get(element)
        .i32(4 * rows * (product.turned ? 1 : product.n))
        .op("i32.add");
      code.tee(element).get(end).op("i32.ne").brIf(0);
    });
  return code;
}
