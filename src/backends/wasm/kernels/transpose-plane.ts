import type { Local } from "../assembler/code.ts";
import type { At } from "./copy-run.ts";
import type { Frame } from "./frame.ts";
import { groups } from "./groups.ts";
import { storeFirst } from "./store-first.ts";
import { transposeRegisters } from "./transpose-registers.ts";

/** A matrix of elements of four bytes: rows lie `x` bytes apart in x, where a row's elements are neighbours; in y columns lie `y` bytes apart. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Columns that are moved from all rows before the next ones are: each is written to a line of the cache of its own, and the next rows
 * find those lines there (measured for 128×128: 2.1 instead of 6.1 µs).
 */
const widest = 16;

/** y = xᵀ, four rows by four columns at a time in registers. Tiles at the far edges overlap the ones before them. */
export function transposePlane(frame: Frame, from: At, to: At, { rows, columns, x, y }: Plane): void {
  const { code } = frame;
  const height = Math.min(4, rows);
  const width = Math.min(4, columns);
  const four = () => [frame.take("v128"), frame.take("v128"), frame.take("v128"), frame.take("v128")] as const;
  const row = four();
  const spare = four();
  const block = Math.min(widest, columns);
  groups(frame, { count: columns, x: 4, y }, block, from.offset, to.offset, (atX, atY) => {
    groups(frame, { count: rows, x, y: 4 }, height, atX, atY, (atX, atY) => {
      groups(frame, { count: block, x: 4, y }, width, atX, atY, (atX, atY) => {
        for (let i = 0; i < 4; i++) {
          code.get(atX).at("v128.load", from.address + Math.min(i, height - 1) * x);
          code.set(row[i] as Local);
        }
        transposeRegisters(code, row, spare);
        for (let j = 0; j < width; j++) storeFirst(code, atY, to.address + j * y, 4 * height, () => code.get(row[j] as Local));
      });
    });
  });
}
