import type { Local } from "../assembler/code.ts";
import type { WalkAxis } from "./axis.ts";
import type { Frame } from "./frame.ts";

/**
 * `body` at the first of each `size` neighbours along the axis. The last group ends with the axis: it overlaps the one before it where
 * the axis is no multiple of `size`, so that one body serves all. An axis that is shorter than a group is one group.
 */
export function groups(frame: Frame, axis: WalkAxis, size: number, x: Local, y: Local, body: (x: Local, y: Local) => void): void {
  const { code, take } = frame;
  const { count } = axis;
  if (count === 0) return;
  if (count <= size) {
    body(x, y);
    return;
  }
  const [at, atX, atY] = [take("i32"), take("i32"), take("i32")];
  const last = count - size;
  code.count(at, 0, count, size, () => {
    const first = (): void => {
      if (count % size === 0) code.get(at);
      else code.get(at).i32(last).get(at).i32(last).op("i32.lt_u", "select");
    };
    for (const [to, step, from] of [
      [atX, axis.x, x],
      [atY, axis.y, y],
    ] as const) {
      first();
      code.i32(step).op("i32.mul").get(from).op("i32.add").set(to);
    }
    body(atX, atY);
  });
}
