import type { Code, Local } from "../../assembler/code.ts";

/** Leaves base + Σ local · factor on the stack. */
export function pushAddress(code: Code, base: number, ...terms: readonly (readonly [Local, number])[]): void {
  let empty = true;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as readonly [Local, number];
    const factor = term[1];
    if (factor === 0) continue;
    code.get(term[0]);
    if (factor !== 1) code.i32(factor).op("i32.mul");
    if (!empty) code.op("i32.add");
    empty = false;
  }
  if (empty) code.i32(base);
  else if (base !== 0) code.i32(base).op("i32.add");
}
