import type { Scalar, ScalarBuilder } from "../../graph/scalar.ts";

/** What is made of a cotangent that is 0 stays 0 where it would be NaN: by a factor of ±Infinity or NaN, a divisor of 0 or NaN. */
export function unlessZero(s: ScalarBuilder, dy: Scalar, dx: Scalar): Scalar {
  const lost = s.not(s.equal(dx, dx));
  return s.select(s.and(lost, s.equal(dy, 0)), 0, dx);
}
