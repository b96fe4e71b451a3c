import type { Local } from "../assembler/code.ts";
import { merge, type WalkAxis } from "./axis.ts";
import { type At, copyRun, moves } from "./copy-run.ts";
import { fillRun } from "./fill-run.ts";
import type { Frame } from "./frame.ts";
import { transposePlane } from "./transpose-plane.ts";
import { walk } from "./walk.ts";

/** Elements that go from x to y as they are, position by position of the axes; no two go to the same place. */
export interface MoveWalk {
  /** Addresses of the first element of x and y that the move touches. */
  readonly from: number;
  readonly to: number;
  /** In the order of y. */
  readonly axes: readonly WalkAxis[];
  /** Bytes of an element: 1, 4 or 8. */
  readonly bytes: number;
  /** Locals with offsets that are to be added to the two addresses; none by default. They are not changed. */
  readonly x?: Local;
  readonly y?: Local;
}

const splats = { 1: "i8x16.splat", 4: "i32x4.splat", 8: "i64x2.splat" } as const;

/** Writes a move: runs that lie together in both tensors as runs, one element for a whole run as a fill, rows into columns by tiles. */
export function move(frame: Frame, { from, to, axes, bytes, x: atX = frame.zero, y: atY = frame.zero }: MoveWalk): void {
  const { code } = frame;
  const merged = merge(axes);
  if (merged.some(({ count }) => count === 0)) return;
  // Offsets count from the lowest address that is read, since those of WebAssembly are never negative.
  const below = merged.reduce((sum, { count, x }) => sum + Math.min(0, (count - 1) * x), 0);
  const lowest = from + below;
  const start = below === 0 ? atX : frame.take("i32");
  if (below !== 0) code.get(atX).i32(-below).op("i32.add").set(start);
  const at = (address: number, offset: number): At => ({ address, offset });
  const width = bytes as 1 | 4 | 8;
  const [load, store] = moves[width];
  const run = merged.at(-1) ?? { count: 1, x: bytes, y: bytes };
  const outer = merged.slice(0, -1);

  if (run.x === bytes && run.y === bytes) {
    walk(frame, outer, start, atY, (x, y) => copyRun(frame, at(lowest, x), at(to, y), run.count * bytes));
    return;
  }
  if (run.x === 0 && run.y === bytes) {
    const value = frame.take("v128");
    walk(frame, outer, start, atY, (x, y) => {
      code.get(x).at(load, lowest).op(splats[width]).set(value);
      fillRun(frame, value, at(to, y), run.count * bytes);
    });
    return;
  }
  const columns = bytes === 4 && run.y === 4 && run.x > 0 ? outer.find((axis) => axis.x === 4) : undefined;
  if (columns) {
    const others = outer.filter((axis) => axis !== columns);
    const plane = { rows: run.count, columns: columns.count, x: run.x, y: columns.y };
    walk(frame, others, start, atY, (x, y) => transposePlane(frame, at(lowest, x), at(to, y), plane));
    return;
  }
  walk(frame, merged, start, atY, (x, y) => code.get(y).get(x).at(load, lowest).at(store, to));
}
