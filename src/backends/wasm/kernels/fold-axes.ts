import type { Code, Local } from "../assembler/code.ts";
import { standing, type WalkAxis } from "./axis.ts";
import type { Fold } from "./fold.ts";
import type { Frame } from "./frame.ts";
import { walk } from "./walk.ts";

/** What is folded at each position of the reduced axes: so many registers side by side, each a result of its own. */
export interface Terms {
  readonly registers: number;
  /** Pushes register number `register` of the position that is `offset` bytes behind the offset `at`. */
  load(at: Local, offset: number, register: number): void;
  /** Pushes what is left at the end of the innermost axis, where it does not fill a register: other lanes hold the start value. */
  rest?(at: Local): void;
}

/** As many partial results as additions can be under way. */
const partials = 8;

/**
 * Folds the terms at all positions of the axes, from the offset x on, and returns the locals that hold the results.
 *
 * Each axis is folded by itself, outer ones from the results of inner ones. Where the order is free the innermost one is folded in
 * p = 1, 2, 4 or 8 partial results: number i takes positions i, i + p, i + 2p, … They are combined as (0 ∘ 1) ∘ (2 ∘ 3), …; positions
 * that are left over follow one by one, and then the rest. An axis of more than `longest` turns is folded in blocks of so many, and
 * the blocks' results one by one. So the order depends on nothing but counts.
 */
export function foldAxes(frame: Frame, fold: Fold, axes: readonly WalkAxis[], x: Local, terms: Terms): readonly Local[] {
  const [axis = standing, ...inner] = axes;
  const ways = inner.length === 0 && fold.anyOrder ? waysOf(axis.count, terms.registers) : 1;
  const { code } = frame;
  const add = (to: Local, from: Local): void => fold.step(code, to, () => code.get(from));

  /** One position into the results of one way. */
  const term = (at: Local, offset: number, results: readonly Local[]): void => {
    if (inner.length === 0) results.forEach((result, i) => void fold.step(code, result, () => terms.load(at, offset, i)));
    else foldAxes(frame, fold, inner, at, terms).forEach((part, i) => void add(results[i] as Local, part));
  };
  const parts = Array.from({ length: ways }, () => take(frame, fold, terms.registers));
  const turn = (at: Local): void => parts.forEach((results, way) => void term(at, way * axis.x, results));
  const join = (): void => {
    for (let half = 1; half < ways; half *= 2)
      for (let way = 0; way < ways; way += 2 * half)
        parts[way]?.forEach((result, i) => void add(result, (parts[way + half] as readonly Local[])[i] as Local));
  };

  const turns = Math.floor(axis.count / ways);
  const step = ways * axis.x;
  let results = parts[0] as readonly Local[];
  if (turns <= fold.longest) {
    start(code, fold, parts.flat());
    walk(frame, [{ count: turns, x: step, y: 0 }], x, frame.zero, turn);
    join();
  } else {
    const first = results;
    const totals = take(frame, fold, terms.registers);
    start(code, fold, totals);
    blocks(frame, x, turns * step, fold.longest * step, (at, end) => {
      start(code, fold, parts.flat());
      code.loop(() => {
        turn(at);
        code.repeatUntil(at, step, end);
      });
      join();
      totals.forEach((total, i) => void add(total, first[i] as Local));
    });
    results = totals;
  }
  const left = axis.count - turns * ways;
  walk(frame, [{ count: left, x: axis.x, y: 0 }], x, frame.zero, (at) => term(at, turns * step, results));
  if (inner.length === 0 && terms.rest) fold.step(code, results[0] as Local, () => terms.rest?.(x));
  return results;
}

function waysOf(count: number, registers: number): number {
  let ways = 1;
  while (2 * ways * registers <= partials && count >= 8 * ways) ways *= 2;
  return ways;
}

const take = (frame: Frame, fold: Fold, count: number): readonly Local[] => Array.from({ length: count }, () => frame.take(fold.type));

/** Results at their start value. */
function start(code: Code, fold: Fold, [first, ...others]: readonly Local[]): void {
  fold.start(code);
  for (const result of others) code.tee(result);
  code.set(first as Local);
}

/** `body` for each block of `size` bytes of `length` bytes from x on, the last one perhaps shorter; it moves `at` to `end`. */
function blocks({ code, take }: Frame, x: Local, length: number, size: number, body: (at: Local, end: Local) => void): void {
  const [at, end, last] = [take("i32"), take("i32"), take("i32")];
  code.get(x).tee(at).i32(length).op("i32.add").set(last);
  code.loop(() => {
    // The distance, not the next end, is compared: that one may lie beyond 2³².
    code.get(at).i32(size).op("i32.add").get(last).get(last).get(at).op("i32.sub").i32(size).op("i32.gt_u", "select").set(end);
    body(at, end);
    code.get(end).get(last).op("i32.ne").brIf(0);
  });
}
