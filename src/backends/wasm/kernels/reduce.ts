import { sizeOf } from "../../../../graph/shape.ts";
import type { Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import { type Axis, standing } from "./axis.ts";
import type { Fold } from "./fold.ts";
import { foldAxes } from "./fold-axes.ts";
import type { Frame } from "./frame.ts";
import { groups } from "./groups.ts";
import { loadLines } from "./lines.ts";
import { planReduction } from "./reduction.ts";
import { storeFirst } from "./store-first.ts";
import { walk } from "./walk.ts";

/** A fold in vectors, and the same in single numbers for lines whose elements are to be taken in their order. */
export interface Folds {
  readonly fold: Fold;
  readonly single: Fold;
}

/** Lines of at least so many elements are folded in lanes along the line, shorter ones four lines side by side (measured: as fast at 10, half as fast at 24). */
const longLine = 16;
/** Registers of neighbouring columns in one loop: two lines of the cache of each row (measured: 5 to 12 % faster than one). */
const widest = 8;

/** y = x folded along the axes: columns side by side in lanes where the last axis is kept, otherwise lines side by side or in lanes. */
export function reduce(frame: Frame, x: Place, y: Place, axes: readonly number[], { fold, single }: Folds): void {
  if (sizeOf(y.shape) === 0) return;
  const { kept, reduced, lastReduced } = planReduction(x, y, axes);
  const line = reduced.at(-1);
  const target = kept.at(-1);
  if (!lastReduced || !line) reduceColumns(frame, x, y, { kept, reduced }, fold);
  else if (fold.lanes === 4 && target && target.count >= 4 && (line.count < longLine || !fold.anyOrder))
    reduceLines(frame, x, y, { kept, reduced }, fold);
  else if (fold.lanes === 4 && !fold.anyOrder && reduced.length === 1 && line.count >= longLine)
    reduceQuarters(frame, x, y, { kept, reduced }, fold);
  else reduceRuns(frame, x, y, { kept, reduced }, fold.anyOrder ? fold : single);
}

interface Walks {
  readonly kept: readonly Axis[];
  readonly reduced: readonly Axis[];
}

/** Neighbouring results from neighbouring elements. Lanes behind the last column hold rubbish, which is not stored. */
function reduceColumns(frame: Frame, x: Place, y: Place, { kept, reduced }: Walks, fold: Fold): void {
  const columns = kept.at(-1) ?? standing;
  const vectors = Math.ceil(columns.count / fold.lanes);
  const registers = Math.ceil(vectors / Math.ceil(vectors / widest));
  walk(frame, kept.slice(0, -1), frame.zero, frame.zero, (atX, atY) => {
    groups(frame, columns, registers * fold.lanes, atX, atY, (atX, atY) => {
      const load = (at: Local, offset: number, register: number): void => {
        frame.code.get(at).at(fold.load, x.address + offset + register * fold.lanes * columns.x);
      };
      const results = foldAxes(frame, fold, reduced, atX, { registers, load });
      results.forEach((result, register) => {
        const first = register * fold.lanes;
        store(frame, fold, result, atY, y.address + first * columns.y, Math.min(fold.lanes, columns.count - first));
      });
    });
  });
}

/** Four neighbouring results from four lines, each in a lane of its own, elements in their order. */
function reduceLines(frame: Frame, x: Place, y: Place, { kept, reduced }: Walks, fold: Fold): void {
  const lines = kept.at(-1) as Axis;
  walk(frame, kept.slice(0, -1), frame.zero, frame.zero, (atX, atY) => {
    groups(frame, lines, 4, atX, atY, (atX, atY) => {
      const load = (at: Local, offset: number): void => loadLines(frame, at, x.address + offset, lines.x);
      const [result] = foldAxes(frame, fold, reduced, atX, { registers: 1, load });
      store(frame, fold, result as Local, atY, y.address, 4);
    });
  });
}

/** One result from one line whose elements keep their order: each quarter in a lane of its own, then lane by lane, then what is left over. */
function reduceQuarters(frame: Frame, x: Place, y: Place, { kept, reduced }: Walks, fold: Fold): void {
  const { code } = frame;
  const line = reduced.at(-1) as Axis;
  const quarter = Math.floor(line.count / 4);
  walk(frame, kept, frame.zero, frame.zero, (atX, atY) => {
    const load = (at: Local, offset: number): void => loadLines(frame, at, x.address + offset, quarter * line.x);
    const [result] = foldAxes(frame, fold, [{ ...line, count: quarter }], atX, { registers: 1, load }) as [Local];
    for (const lane of [1, 2, 3]) fold.step(code, result, () => code.get(result).get(result).shuffle32(lane, lane, lane, lane));
    for (let k = 4 * quarter; k < line.count; k++)
      fold.step(code, result, () => code.get(atX).at("v128.load32_splat", x.address + k * line.x));
    store(frame, fold, result, atY, y.address, 1);
  });
}

/** One result from one line: in lanes along the line, which are combined at its end. */
function reduceRuns(frame: Frame, x: Place, y: Place, { kept, reduced }: Walks, fold: Fold): void {
  const { code } = frame;
  const line = reduced.at(-1) as Axis;
  const width = fold.lanes * line.x;
  const whole = Math.floor(line.count / fold.lanes);
  const load = (at: Local, offset: number): void => void code.get(at).at(fold.load, x.address + offset);
  const left = line.count % fold.lanes;
  const rest = (at: Local): void => {
    load(at, whole * width);
    fold.start(code);
    const used = Array.from({ length: 4 }, (_, lane) => (lane * fold.lanes < 4 * left ? -1 : 0));
    code.i32x4(...(used as [number, number, number, number])).op("v128.bitselect");
  };
  const terms = { registers: 1, load, ...(left > 0 ? { rest } : {}) };
  const axes = [...reduced.slice(0, -1), { count: whole, x: width, y: 0 }];
  walk(frame, kept, frame.zero, frame.zero, (atX, atY) => {
    const [result] = foldAxes(frame, fold, axes, atX, terms) as [Local];
    if (fold.lanes === 4) fold.step(code, result, () => code.get(result).get(result).shuffle32(2, 3, 0, 1));
    if (fold.lanes > 1)
      fold.step(code, result, () =>
        code
          .get(result)
          .get(result)
          .shuffle32(...swapped(fold.lanes)),
      );
    store(frame, fold, result, atY, y.address, 1);
  });
}

/** The neighbour of each lane of four or of two. */
const swapped = (lanes: number): [number, number, number, number] => (lanes === 4 ? [1, 0, 3, 2] : [2, 3, 0, 1]);

/** Stores the first `lanes` lanes of a result. */
function store({ code }: Frame, fold: Fold, result: Local, y: Local, address: number, lanes: number): void {
  const finished = (): void => {
    code.get(result);
    fold.finish?.(code);
  };
  if (fold.lanes > 1) {
    storeFirst(code, y, address, (16 / fold.lanes) * lanes, finished);
    return;
  }
  code.get(y);
  finished();
  code.at(fold.store, address);
}
