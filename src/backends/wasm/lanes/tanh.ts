import type { Code, Local } from "../assembler/code.ts";
import { reduceExp, scale } from "./reduced-exp.ts";

/** From half of it on tanh is 1 in float32, and its exponential is far from overflow. */
const saturation = 20;

/**
 * tanh x of the f32x4 in a local, left on the stack: t ÷ (t + 2) with t = e^(2|x|) − 1, and the sign of x. See VectorFunction.
 *
 * Edges:   NaN → NaN; ±Infinity → ±1; −0 → −0; subnormal x → x.
 * Error:   below 3 ulp; 2.55 measured.
 * Source:  fdlibm, s_tanh.c (the formula).
 */
export function tanh(code: Code, x: Local): void {
  const [power, t] = code.temporaries("v128", 5).slice(3) as [Local, Local];
  code.get(x).op("f32x4.abs").tee(t).get(t).op("f32x4.add").f32x4(saturation).op("f32x4.pmin");
  const { n, m } = reduceExp(code);
  // 2ⁿ m + (2ⁿ − 1) loses nothing where x is small, as eˣ − 1 would.
  scale(code.get(n)).tee(power).get(m).op("f32x4.mul").get(power).f32x4(1).op("f32x4.sub", "f32x4.add").tee(t);
  code.get(t).f32x4(2).op("f32x4.add", "f32x4.div");
  code.get(x).f32x4(-0).op("v128.and", "v128.or");
}
