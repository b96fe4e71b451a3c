import { sizeOf } from "../../../../graph/shape.ts";
import type { LinesGroup } from "../../fuse/engine-value.ts";
import { type LinePasses, linePasses } from "../../fuse/line-passes.ts";
import type { Code } from "../assembler/code.ts";
import type { BroadcastAxis } from "../kernels/broadcast-walk.ts";
import type { CheckingSite } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { keptBytes, LineStreams } from "./line-streams.ts";
import { LineWriter } from "./line-writer.ts";
import { chunksOf, isLong, joinChunks, writeChunks } from "./long-line.ts";
import type { HomeOf } from "./loop.ts";
import { unplaced } from "./product.ts";

/** Bytes that a part of the loop needs for what it keeps of a line: whole cache lines, which no other thread writes to. */
export const linesScratch = (group: LinesGroup): number => linePasses(group).kept.length * keptBytes(group);

/** How many parts a loop over lines could have: lines, or chunks of a long one. */
export function linesExtent(group: LinesGroup): number {
  if (isLong(group)) return chunksOf(group);
  const { axes } = new LineStreams(group, linePasses(group).kept, unplaced, 0);
  return axes[0]?.count ?? 1;
}

/** Writes the loop over wide lines, or over a part of them: passes of four elements at a time, with the numbers of the line between them. */
export function writeLines(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number, part: Part = {}): void {
  if (sizeOf(group.outer) === 0) return;
  const plan = linePasses(group);
  const streams = new LineStreams(group, plan.kept, homeOf, scratch);
  const line = new LineWriter(site, group, streams, scratch);
  if (isLong(group)) writeChunks(site.code, group, plan, line, part);
  else writeEach(site.code, streams.axes, plan, line, part);
}

/** Joins what the chunks of a long line have left; to be written behind all its parts. */
export function finishLines(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number): void {
  if (!isLong(group)) return;
  const plan = linePasses(group);
  const line = new LineWriter(site, group, new LineStreams(group, plan.kept, homeOf, scratch), scratch);
  joinChunks(site.code, group, plan, line, scratch);
}

/** Line by line, in loops along the outer axes. */
function writeEach(code: Code, axes: readonly BroadcastAxis[], { passes, last }: LinePasses, line: LineWriter, { rows }: Part): void {
  const [outermost] = axes;
  line.pointers.forEach((pointer, i) => void code.i32((rows?.from ?? 0) * (outermost?.steps[i] ?? 0)).set(pointer));
  const nest = (depth: number, count?: number): void => {
    const axis = axes[depth];
    if (axis === undefined) {
      line.loadNumbers();
      for (const pass of passes) {
        line.numbers(pass.numbers);
        line.pass(pass);
      }
      line.numbers(last);
      return;
    }
    const inner = axes[depth + 1];
    code.times(code.local("i32"), count ?? axis.count, () => {
      nest(depth + 1);
      line.pointers.forEach((pointer, i) => {
        // The inner axis has left the pointer behind its own end.
        const back = inner === undefined ? 0 : inner.count * (inner.steps[i] as number);
        code.increase(pointer, (axis.steps[i] as number) - back);
      });
    });
  };
  nest(0, rows && rows.to - rows.from);
}
