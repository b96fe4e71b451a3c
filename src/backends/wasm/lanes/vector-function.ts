import type { Code, Local } from "../assembler/code.ts";

/**
 * Writes a function of f32x4: its argument is in a local, which it does not change, its value is left on the stack. It uses the first
 * five of the vectors that `code.temporaries` shares; the argument must be none of them.
 */
export type VectorFunction = (code: Code, x: Local) => void;

/** The function of the f32 in a local, left on the stack: the very bits that a lane gets. */
export function ofSingle(code: Code, f: VectorFunction, x: Local): void {
  const argument = code.temporaries("v128", 6)[5] as Local;
  code.get(x).op("f32x4.splat").set(argument);
  f(code, argument);
  code.lane("f32x4.extract_lane", 0);
}
