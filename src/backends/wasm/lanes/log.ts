import type { Code, Local } from "../assembler/code.ts";

/** Bits of the float32 next to √½, and what is missing to 1. */
const rootOfHalf = 0x3f35_04f3;
const toOne = 0x3f80_0000 - rootOfHalf;

const smallestNormal = 2 ** -126;

/** The halves of ln 2; products of the first with integers up to 255 are exact. */
const ln2High = 0.69313812256;
const ln2Low = 9.0580006145e-6;

/**
 * The natural logarithm of the f32x4 in a local, left on the stack. See VectorFunction.
 *
 * x = 2ᵏ (1 + f), √½ ≤ 1 + f < √2; with s = f ÷ (2 + f) log(1 + f) is f − f²/2 + s (f²/2 + R), R a polynomial in s².
 *
 * Edges:   ±0 → −Infinity; negative → NaN; NaN → NaN; Infinity → Infinity; subnormal x as any other.
 * Error:   below 1 ulp; 0.83 measured.
 * Source:  fdlibm, e_logf.c (reduction and polynomial).
 */
export function log(code: Code, x: Local): void {
  const [, k, , r, w] = code.temporaries("v128", 5) as readonly [Local, Local, Local, Local, Local];
  // Subnormal numbers are scaled by 2²³. So are negative ones, which end as NaN.
  code.get(x).f32x4(smallestNormal).op("f32x4.lt").set(w);
  code
    .get(x)
    .f32x4(2 ** 23)
    .op("f32x4.mul")
    .get(x)
    .get(w)
    .op("v128.bitselect");
  split(code);
  code.get(w).i32x4(23).op("v128.and", "i32x4.sub", "f32x4.convert_i32x4_s").set(k);
  reduced(code);
  // Not above 0 are the zeros, for which −Infinity stays, and negative numbers and NaN, which all ones make NaN.
  code.f32x4(Number.NEGATIVE_INFINITY).get(x).f32x4(0).op("f32x4.ne", "v128.or").get(x).f32x4(0).op("f32x4.gt", "v128.bitselect").set(r);
  code.get(x).get(r).get(x).f32x4(Number.POSITIVE_INFINITY).op("f32x4.eq", "v128.bitselect");
}

/** The same bits for an x that is a normal number above 0, as clipped probabilities are, or NaN. */
export function logOfNormal(code: Code, x: Local): void {
  const [, k] = code.temporaries("v128", 5) as readonly [Local, Local];
  split(code.get(x));
  code.op("f32x4.convert_i32x4_s").set(k);
  reduced(code);
  code.get(x).get(x).op("f32x4.ne", "v128.or");
}

/** True where `logOfNormal` will do for all numbers from min to max. */
export const areNormal = (min: number, max: number): boolean => min >= smallestNormal && max < Number.POSITIVE_INFINITY;

/** Of the f32x4 on the stack: 1 + f remains in the first of the shared vectors, with exponents moved by `toOne`; k is left on the stack. */
function split(code: Code): void {
  const [f] = code.temporaries("v128", 5) as readonly [Local];
  code.i32x4(toOne).op("i32x4.add").tee(f).i32(23).op("i32x4.shr_u").i32x4(127).op("i32x4.sub");
}

/** k ln 2 + log(1 + f) of what `split` has left and of k, a float, in the second of the shared vectors. */
function reduced(code: Code): void {
  const [f, k, s, r, w] = code.temporaries("v128", 5) as readonly [Local, Local, Local, Local, Local];
  code.get(f).i32x4(0x7f_ffff).op("v128.and").i32x4(rootOfHalf).op("i32x4.add").f32x4(1).op("f32x4.sub").tee(f);
  code.get(f).f32x4(2).op("f32x4.add", "f32x4.div").tee(s).get(s).op("f32x4.mul").tee(r).get(r).op("f32x4.mul").set(w);
  // R = r (0.66… + 0.28… w) + w (0.4… + 0.24… w) with r = s² and w = s⁴.
  code.get(w).get(w).f32x4(0.24279078841).op("f32x4.mul").f32x4(0.40000972152).op("f32x4.add", "f32x4.mul");
  code.get(r).get(w).f32x4(0.28498786688).op("f32x4.mul").f32x4(0.66666662693).op("f32x4.add", "f32x4.mul", "f32x4.add").set(r);
  code.get(f).get(f).f32x4(0.5).op("f32x4.mul", "f32x4.mul").set(w);
  // s (f²/2 + R) + k ln2Low − f²/2 + f + k ln2High, the small terms first.
  code.get(s).get(w).get(r).op("f32x4.add", "f32x4.mul").get(k).f32x4(ln2Low).op("f32x4.mul", "f32x4.add");
  code.get(w).op("f32x4.sub").get(f).op("f32x4.add").get(k).f32x4(ln2High).op("f32x4.mul", "f32x4.add");
}
