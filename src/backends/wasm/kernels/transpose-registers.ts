import type { Code, Local } from "../assembler/code.ts";

type Four = readonly [Local, Local, Local, Local];

/** Four vectors of four lanes become their transpose, in place; `spare` is overwritten. */
export function transposeRegisters(code: Code, rows: Four, spare: Four): void {
  const mix = (to: Local, a: Local, b: Local, lanes: readonly [number, number, number, number]): void => {
    code
      .get(a)
      .get(b)
      .shuffle32(...lanes)
      .set(to);
  };
  const [a, b, c, d] = rows;
  const [p, q, r, s] = spare;
  mix(p, a, b, [0, 4, 1, 5]);
  mix(q, c, d, [0, 4, 1, 5]);
  mix(r, a, b, [2, 6, 3, 7]);
  mix(s, c, d, [2, 6, 3, 7]);
  mix(a, p, q, [0, 1, 4, 5]);
  mix(b, p, q, [2, 3, 6, 7]);
  mix(c, r, s, [0, 1, 4, 5]);
  mix(d, r, s, [2, 3, 6, 7]);
}
