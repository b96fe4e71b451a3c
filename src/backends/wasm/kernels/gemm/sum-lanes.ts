import type { Code, Local } from "../../assembler/code.ts";

/** Four vectors, in locals. */
export type Four = readonly [Local, Local, Local, Local];

/**
 * The sum of the lanes of each of one to four vectors, (x0 + x2) + (x1 + x3), in the lanes of the first of them; lanes of vectors that are
 * not there mean nothing. `spare` is overwritten.
 */
export function sumLanes(code: Code, vectors: readonly Local[], [p, q]: readonly [Local, Local]): void {
  const [a, b, c, d] = vectors as readonly [Local, ...(Local | undefined)[]];
  /** x0 + x2, y0 + y2, x1 + x3, y1 + y3 */
  const halves = (x: Local, y: Local): Code => code.get(x).get(y).shuffle32(0, 4, 1, 5).get(x).get(y).shuffle32(2, 6, 3, 7).op("f32x4.add");
  halves(a, b ?? a).set(p);
  if (c === undefined) code.get(p).set(q);
  else halves(c, d ?? c).set(q);
  code.get(p).get(q).shuffle32(0, 1, 4, 5).get(p).get(q).shuffle32(2, 3, 6, 7).op("f32x4.add").set(a);
}
