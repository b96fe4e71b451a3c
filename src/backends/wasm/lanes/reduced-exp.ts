import type { Code, Local } from "../assembler/code.ts";

/** The parts of eˣ = 2ⁿ (1 + m): an i32x4 and an f32x4. */
export interface ReducedExp {
  /** n + 75 · 2²⁴, which `scale` takes for n; shifted right by one it is n >> 1 and half of that. */
  readonly n: Local;
  readonly m: Local;
}

/** 1.5 · 2²³: added to a small float32 it leaves the nearest integer in the last bits, behind 75 · 2²⁴. */
const magic = 12_582_912;

/** The halves of ln 2; products of the first with integers up to 255 are exact. */
const ln2High = 0.693145751953125;
const ln2Low = 1.428606765330187e-6;

/** (eʳ − 1 − r) ÷ r² for |r| ≤ ½ ln 2: minimax by Remez' algorithm, 2⁻²⁸ of eʳ. */
const coefficients = [0.0013814769918099046, 0.008368737995624542, 0.04166838526725769, 0.1666652113199234, 0.4999999403953552] as const;

/**
 * Parts the f32x4 on the stack, −150 < x < 150 or NaN: n is the integer nearest to x ÷ ln 2, and of the rest r, |r| ≤ ½ ln 2, m is eʳ − 1.
 * The parts are in the second and third of the shared vectors; the first one is used, too.
 *
 * Source: Cody and Waite 1980, ch. 6 (the reduction).
 */
export function reduceExp(code: Code): ReducedExp {
  const [r, n, m] = code.temporaries("v128", 3) as readonly [Local, Local, Local];
  code.tee(r).f32x4(Math.LOG2E).op("f32x4.mul").f32x4(magic).op("f32x4.add").tee(n).f32x4(magic).op("f32x4.sub").set(m);
  code.get(r).get(m).f32x4(ln2High).op("f32x4.mul", "f32x4.sub").get(m).f32x4(ln2Low).op("f32x4.mul", "f32x4.sub").set(r);
  const [leading, ...others] = coefficients;
  code.f32x4(leading);
  for (const coefficient of others) code.get(r).op("f32x4.mul").f32x4(coefficient).op("f32x4.add");
  code.get(r).get(r).op("f32x4.mul", "f32x4.mul").get(r).op("f32x4.add").set(m);
  return { n, m };
}

/** 2ⁿ as an f32x4 of the i32x4 on the stack, −126 ≤ n ≤ 127. Multiples of 512 in it do not matter: their bits are shifted out. */
export const scale = (code: Code): Code => scaleBy(code, 0);

/** 2ⁿ⁺ᵏ as an f32x4 of the i32x4 on the stack, −126 ≤ n + k ≤ 127. */
export const scaleBy = (code: Code, k: number): Code =>
  code
    .i32(23)
    .op("i32x4.shl")
    .i32x4(0x3f80_0000 + (k << 23))
    .op("i32x4.add");
