import { type DType, isFloat } from "../../../../graph/dtype.ts";
import type { FoldName } from "../../../../graph/op.ts";
import type { Code, Local } from "../assembler/code.ts";
import { fourLanes } from "../kernels/fold.ts";
import { foldOf } from "../kernels/fold-of.ts";
import type { Frame } from "../kernels/frame.ts";

/** A fold along a line, in partial results of four lanes each. */
export interface LineFold {
  /** Before the line, and where blocks begin. */
  start(): void;
  /** The elements on the stack into partial result number `way`. */
  step(way: number): void;
  /** At the end of a block: the partial results become one. */
  join(): void;
  /** Joined results of blocks are added up; there is one block where this is left out. */
  settle?(): void;
  /** What has been folded so far, after `join` and `settle`, onto the stack: as elements of the fold of these. */
  partial(): void;
  /** What the fold of the whole line is, in each lane of the local. */
  finish(): Local;
  /** What changes nothing, for lanes without an element, onto the stack. */
  neutral(): void;
}

/**
 * sum, mean: number i of `ways` partial results has the vectors i, i + ways, …, in blocks of 1024 turns; what is left over follows in
 * number 0. They are added as (0 + 1) + (2 + 3), the blocks in their order, the lanes as (0 + 2) + (1 + 3).
 */
export function lineSum(code: Code, fold: FoldName, dtype: DType, count: number, ways: number, blocks: boolean): LineFold {
  const parts = code.locals("v128", ways);
  const total = blocks ? code.local("v128") : undefined;
  const first = parts[0] as Local;
  const frame: Frame = { code, take: (type) => code.local(type), zero: 0 };
  const one = foldOf(fold, frame, dtype, count, fourLanes);
  const add = (to: Local, push: () => void): void => one.step(code, to, push);
  const clear = (): void => {
    for (const part of parts) code.i32x4(0).set(part);
  };
  return {
    start: () => {
      clear();
      if (total !== undefined) code.i32x4(0).set(total);
    },
    step: (way) => {
      const part = parts[way] as Local;
      code
        .get(part)
        .op(isFloat(dtype) ? "f32x4.add" : "i32x4.add")
        .set(part);
    },
    join: () => joined(parts, (to, from) => add(to, () => code.get(from))),
    ...(total !== undefined && {
      settle: () => {
        add(total, () => code.get(first));
        clear();
      },
    }),
    partial: () => code.get(total ?? first),
    finish: () => {
      const result = total ?? first;
      add(result, () => code.get(result).get(result).shuffle32(2, 3, 0, 1));
      add(result, () => code.get(result).get(result).shuffle32(1, 0, 3, 2));
      if (one.finish === undefined) return result;
      code.get(result);
      one.finish(code);
      code.set(result);
      return result;
    },
    neutral: () => code.i32x4(0),
  };
}

/** The largest of integers. */
export function lineMaxOfIntegers(code: Code, ways: number): LineFold {
  const parts = code.locals("v128", ways);
  const first = parts[0] as Local;
  const larger = (to: Local, push: () => void): void => {
    code.get(to);
    push();
    code.op("i32x4.max_s").set(to);
  };
  return {
    start: () => {
      for (const part of parts) code.i32x4(-(2 ** 31)).set(part);
    },
    step: (way) =>
      code
        .get(parts[way] as Local)
        .op("i32x4.max_s")
        .set(parts[way] as Local),
    join: () => joined(parts, (to, from) => larger(to, () => code.get(from))),
    partial: () => code.get(first),
    finish: () => {
      larger(first, () => code.get(first).get(first).shuffle32(2, 3, 0, 1));
      larger(first, () => code.get(first).get(first).shuffle32(1, 0, 3, 2));
      return first;
    },
    neutral: () => code.i32x4(-(2 ** 31)),
  };
}

/**
 * The largest of floats, NaN where one is. Where it is 0, `firstZero` pushes the first zero of the line, in all lanes: +0 and −0 are
 * equal, and lanes do not know which came first.
 */
export function lineMaxOfFloats(code: Code, ways: number, firstZero: () => void): LineFold {
  const [best, missing] = [code.locals("v128", ways), code.locals("v128", ways)];
  const v = code.local("v128");
  const [first, none] = [best[0] as Local, missing[0] as Local];
  const larger = (to: Local, push: () => void): void => {
    code.get(to);
    push();
    code.op("f32x4.pmax").set(to);
  };
  const either = (to: Local, push: () => void): void => {
    code.get(to);
    push();
    code.op("v128.or").set(to);
  };
  return {
    start: () => {
      for (const part of best) code.f32x4(Number.NEGATIVE_INFINITY).set(part);
      for (const part of missing) code.i32x4(0).set(part);
    },
    step: (way) => {
      code.set(v);
      // pmax passes over a NaN that is its second operand.
      larger(best[way] as Local, () => code.get(v));
      either(missing[way] as Local, () => code.get(v).get(v).op("f32x4.ne"));
    },
    join: () => {
      joined(best, (to, from) => larger(to, () => code.get(from)));
      joined(missing, (to, from) => either(to, () => code.get(from)));
    },
    // All ones are a NaN.
    partial: () => code.get(first).get(none).op("v128.or"),
    finish: () => {
      larger(first, () => code.get(first).get(first).shuffle32(2, 3, 0, 1));
      larger(first, () => code.get(first).get(first).shuffle32(1, 0, 3, 2));
      code
        .get(none)
        .op("v128.any_true")
        .if(
          () => code.i32x4(-1).set(first),
          () => {
            code
              .get(first)
              .f32x4(0)
              .op("f32x4.eq", "v128.any_true")
              .if(() => {
                firstZero();
                code.set(first);
              });
          },
        );
      return first;
    },
    neutral: () => code.f32x4(Number.NEGATIVE_INFINITY),
  };
}

/** Partial results as (0 ∘ 1) ∘ (2 ∘ 3), in the first one. */
function joined(parts: readonly Local[], combine: (to: Local, from: Local) => void): void {
  for (let half = 1; half < parts.length; half *= 2)
    for (let way = 0; way + half < parts.length; way += 2 * half) combine(parts[way] as Local, parts[way + half] as Local);
}
