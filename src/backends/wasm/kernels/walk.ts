import type { Local } from "../assembler/code.ts";
import type { WalkAxis } from "./axis.ts";
import type { Frame } from "./frame.ts";

/**
 * `body` at each position of the axes, the last one moving fastest: loops in loops, with the offsets in x and y, in bytes, in locals.
 * The offsets that it starts from are not changed.
 */
export function walk(frame: Frame, axes: readonly WalkAxis[], x: Local, y: Local, body: (x: Local, y: Local) => void): void {
  const [axis, ...inner] = axes;
  if (axis) steps(frame, axis, x, y, (x, y) => walk(frame, inner, x, y, body));
  else body(x, y);
}

/** One loop of a walk. x and y share a local for as long as they are at the same offset. */
function steps({ code, take }: Frame, axis: WalkAxis, x: Local, y: Local, body: (x: Local, y: Local) => void): void {
  if (axis.count === 0) return;
  if (axis.count === 1) {
    body(x, y);
    return;
  }
  if (axis.x === 0 && axis.y === 0) {
    // Neither offset says when it is over, such as along a stack of matrices without elements.
    code.times(take("i32"), axis.count, () => body(x, y));
    return;
  }
  const copyOf = (from: Local): Local => {
    const own = take("i32");
    code.get(from).set(own);
    return own;
  };
  const together = x === y && axis.x === axis.y;
  const atY = axis.y === 0 ? y : copyOf(y);
  const atX = together ? atY : axis.x === 0 ? x : copyOf(x);
  const [leader, step] = axis.y === 0 ? [atX, axis.x] : [atY, axis.y];
  const end = take("i32");
  code
    .get(leader)
    .i32(axis.count * step)
    .op("i32.add")
    .set(end);
  code.loop(() => {
    body(atX, atY);
    if (axis.x !== 0 && atX !== leader) code.get(atX).i32(axis.x).op("i32.add").set(atX);
    code.repeatUntil(leader, step, end);
  });
}
