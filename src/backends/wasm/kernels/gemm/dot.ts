import type { Callee, Code, Local } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { pushAddress } from "./address.ts";
import { finish } from "./finish.ts";
import { multiplyAdd } from "./multiply-add.ts";
import { fewRows } from "./pieces.ts";
import { type StridedFactor, type StridedProduct, yOffset } from "./product.ts";
import { sumLanes } from "./sum-lanes.ts";

/** Bytes of scratch memory: for a copy of b along k where it is stored otherwise. */
export const dotScratch = ({ b, columns, k }: StridedProduct): number => (b.step === 4 ? 0 : 4 * (columns.to - columns.from) * k);

/** Rows of the tiles of one, two and three columns. */
const rowsFor = [0, 4, 3, 2];

/**
 * A product of operands that are read along k: each sum is kept in four lanes, for k ≡ 0 … 3 modulo 4, which are added at the end.
 *
 * Few rows pass over the columns four at a time, two by two; one to three columns meet the rows in tiles as wide as they are.
 */
export function dotFunction(module: Module, product: StridedProduct, scratch: number): Callee {
  const code = module.function(["i32", "i32", "i32"], []);
  const { a, m, n, rows, columns, turned } = product;
  const [height, width] = [rows.to - rows.from, columns.to - columns.from];
  const [left, right, element, column, step, row] = code.locals("i32", 6) as [Local, Local, Local, Local, Local, Local];
  const [down, along] = turned ? [4, 4 * m] : [4 * n, 4];
  pushAddress(code, product.b.address + columns.from * product.b.line, [product.b.offset, 1]);
  code.set(right);
  const b = product.b.step === 4 ? product.b : copyAlong(code, product, right, scratch);
  pushAddress(code, a.address + rows.from * a.line, [a.offset, 1]);
  code.set(left);
  pushAddress(code, rows.from * down + columns.from * along, [yOffset, 1]);
  code.set(element);
  code.i32(4 * (turned ? rows.from : columns.from)).set(column);

  const tile = dotTile(code, product, b, { left, right, element, column });
  /** All rows, two at a time, and a few columns, which stay in the first cache. */
  const across = (count: number): void => {
    const moved = inSteps(
      code,
      row,
      height,
      2,
      (some) => tile(some, count),
      () => code.increase(left, 2 * a.line).increase(element, 2 * down),
    );
    code.increase(left, -2 * moved * a.line).increase(element, -2 * moved * down);
  };
  if (m <= fewRows && product.b.step === 4)
    inSteps(code, step, width, 4, across, () => {
      code.increase(right, 4 * b.line);
      code.increase(column, turned ? 0 : 16);
      code.increase(element, 4 * along);
    });
  else {
    const tall = rowsFor[width] as number;
    inSteps(
      code,
      step,
      height,
      tall,
      (count) => {
        tile(count, width);
      },
      () => {
        code.increase(left, tall * a.line);
        code.increase(element, tall * down);
      },
    );
  }
  return code;
}

/** `emit` for each `size` of `total`, and for what is left, with `advance` in between; returns how often that has been. */
function inSteps(code: Code, counter: Local, total: number, size: number, emit: (count: number) => void, advance: () => void): number {
  const steps = Math.floor(total / size);
  const rest = total % size;
  const several = total > size;
  code.count(counter, 0, steps, 1, () => {
    emit(size);
    if (several) advance();
  });
  if (rest > 0) emit(rest);
  return several ? steps : 0;
}

/** Where a tile begins. */
interface Start {
  readonly left: Local;
  readonly right: Local;
  readonly element: Local;
  readonly column: Local;
}

/** Writes a tile of that many rows and columns. */
function dotTile(code: Code, product: StridedProduct, b: StridedFactor, start: Start): (rows: number, columns: number) => void {
  const { a, k } = product;
  const [p, q, end] = code.locals("i32", 3) as [Local, Local, Local];
  const zero = code.local("v128");
  const spare = code.locals("v128", 2) as [Local, Local];
  const pool: Local[] = [];
  const take = (count: number, from: number): Local[] => {
    while (pool.length < from + count) pool.push(code.local("v128"));
    return pool.slice(from, from + count);
  };
  const whole = k - (k % 4);

  return (rows, columns) => {
    const sums = Array.from({ length: rows }, (_, r) => take(columns, r * columns));
    const lines = take(columns, rows * columns);
    const [x] = take(1, rows * columns + columns) as [Local];
    /** Adds the products of four k, or of the first few of them: behind those are other rows. */
    const add = (some: number): void => {
      const load = (pointer: Local, offset: number, local: Local): void => {
        code.get(pointer).at("v128.load", offset);
        if (some < 4) code.i32x4(-1, some > 1 ? -1 : 0, some > 2 ? -1 : 0, 0).op("v128.and");
        code.set(local);
      };
      lines.forEach((line, c) => {
        load(q, c * b.line, line);
      });
      sums.forEach((row, r) => {
        load(p, r * a.line, x);
        row.forEach((sum, c) => {
          multiplyAdd(code, x, lines[c] as Local, sum, product.relaxed);
        });
      });
    };
    for (const sum of sums.flat()) code.get(zero).set(sum);
    code.get(start.left).set(p).get(start.right).set(q);
    if (whole > 0) {
      code
        .get(p)
        .i32(4 * whole)
        .op("i32.add")
        .set(end);
      code.loop(() => {
        add(4);
        code.increase(q, 16);
        code.repeatUntil(p, 16, end);
      });
    }
    if (whole < k) add(k - whole);
    for (const row of sums) sumLanes(code, row, spare);
    finish(
      code,
      product,
      sums.map(([sum]) => [sum as Local]),
      columns,
      start,
    );
  };
}

/** Copies columns of b, which begin at `right`, so that each is read along k; `right` then points to the copy. */
function copyAlong(code: Code, { b, columns, k }: StridedProduct, right: Local, scratch: number): StridedFactor {
  const to = code.local("i32");
  const width = columns.to - columns.from;
  code.count(to, scratch, scratch + 4 * k, 4, () => {
    for (let c = 0; c < width; c++)
      code
        .get(to)
        .get(right)
        .at("f32.load", c * b.line)
        .at("f32.store", 4 * k * c);
    code.increase(right, b.step);
  });
  code.i32(scratch).set(right);
  return { ...b, address: scratch, line: 4 * k, step: 4 };
}
