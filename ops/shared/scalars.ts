import type { Scalar, ScalarBuilder } from "../../graph/scalar.ts";

/** What is made of a cotangent that is 0 stays 0 where it would be NaN: by a factor of ±Infinity or NaN, a divisor of 0 or NaN. */
export function unlessZero(s: ScalarBuilder, dy: Scalar, dx: Scalar): Scalar {
  const lost = s.not(s.equal(dx, dx));
  return s.select(s.and(lost, s.equal(dy, 0)), 0, dx);
}

/**
 * The elements of every dtype in reverse order, NaN left as it is; twice gives x again. Of integers −x would not do: −(−2³¹) is −2³¹, and
 * of uint8 −0 is 0.
 */
export function reversed(s: ScalarBuilder, x: Scalar): Scalar {
  if (x.dtype === "bool") return s.not(x);
  return x.dtype === "int32" ? s.sub(-1, x) : x.dtype === "uint8" ? s.sub(255, x) : s.neg(x);
}
