import { sizeOf } from "../../../../graph/shape.ts";
import type { LinesGroup } from "../../fuse/engine-value.ts";
import { limits } from "../../fuse/limits.ts";
import { isFold, type LinePass, type LinePasses, linePasses } from "../../fuse/line-passes.ts";
import type { Code, Local } from "../assembler/code.ts";
import type { Part } from "../threads/split.ts";
import type { LineWriter } from "./line-writer.ts";

/** A single line that is folded in one pass: in chunks of so many elements, which are joined in their order. */
export const isLong = (group: LinesGroup): boolean => {
  const { outer, inner } = group;
  if (sizeOf(outer) !== 1 || sizeOf(inner) < limits.longLine) return false;
  const { passes, kept } = linePasses(group);
  return passes.length === 1 && kept.length === 0;
};

const chunk = 65_536;
export const chunksOf = ({ inner }: LinesGroup): number => Math.ceil(sizeOf(inner) / chunk);

/** Bytes for the partial results of a long line, which all parts share. */
export const longLineScratch = (group: LinesGroup): number =>
  isLong(group) ? 16 * chunksOf(group) * group.members.filter(isFold).length : 0;

/** Folds chunks of the only line and leaves the partial results in scratch memory. */
export function writeChunks(code: Code, group: LinesGroup, { passes }: LinePasses, line: LineWriter, { rows }: Part): void {
  const [pass] = passes as readonly [LinePass];
  const all = chunksOf(group);
  const { from, to } = rows ?? { from: 0, to: all };
  const bytes = 16 * pass.folds.length;
  const [first, partial] = code.locals("i32", 2) as [Local, Local];
  code
    .i32(from * chunk)
    .set(first)
    .i32(from * bytes)
    .set(partial);
  line.loadNumbers();
  line.numbers(pass.numbers);
  const rest = to === all ? sizeOf(group.inner) % chunk : 0;
  const whole = to - from - (rest > 0 ? 1 : 0);
  if (whole > 0)
    code.times(code.local("i32"), whole, () => {
      line.pass(pass, { count: chunk, first, partial });
      code.increase(first, chunk).increase(partial, bytes);
    });
  if (rest > 0) line.pass(pass, { count: rest, first, partial });
}

/** Joins the partial results of all chunks, from scratch memory. */
export function joinChunks(code: Code, group: LinesGroup, { passes, last }: LinePasses, line: LineWriter, scratch: number): void {
  const [pass] = passes as readonly [LinePass];
  const partial = code.local("i32");
  const folds = line.foldsOf(pass, 1, false);
  line.loadNumbers();
  line.numbers(pass.numbers);
  for (const [, fold] of folds) fold.start();
  code.i32(0).set(partial);
  code.times(code.local("i32"), chunksOf(group), () => {
    folds.forEach(([, fold], i) => {
      code.get(partial).at("v128.load", scratch + 16 * i);
      fold.step(0);
    });
    code.increase(partial, 16 * folds.length);
  });
  line.finish(folds);
  line.numbers(last);
}
