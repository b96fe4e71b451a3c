import type { Scalar, ScalarBuilder } from "../../graph/scalar.ts";

/** ⌊a ÷ b⌋ of integers, in float64: whole quotients of 32 bits are at least 2⁻³² from what could round to another one. ±Infinity or NaN for b = 0. */
export const wholeQuotient = (s: ScalarBuilder, a: Scalar, b: Scalar): Scalar => s.floor(s.div(s.cast(a, "float64"), s.cast(b, "float64")));

/** A float64 times this, less what it was: its upper 26 bits are left. */
const splitter = 2 ** 27 + 1;
/** Twice 52 bits of the quotient, and some for roundings. */
const steps = 2;
const limit = 2 ** 100;

/**
 * a − b · trunc(a ÷ b) of floats, exactly: C's fmod, with the sign of a; NaN where |a ÷ b| is 2¹⁰⁰ or more.
 *
 * Each step takes q b away, where q are the leading bits of the quotient. Their product is had exactly, as p and what p is off
 * by, of halves of 26 bits (Dekker 1971, Veltkamp); q is whole, so no part of it underflows. What is left of a is a multiple of
 * b's last bit or of q's times that, smaller than their 2⁵³-fold: a float64. The last q may be one too large, where a ÷ b rounds up.
 */
export function truncatedRemainder(s: ScalarBuilder, a: Scalar, b: Scalar): Scalar {
  const x = s.cast(a, "float64");
  const y = s.abs(s.cast(b, "float64"));
  const size = s.abs(x);
  // Splitting must not overflow; what is smaller than a large divisor is its own rest.
  const large = s.less(2 ** 990, y);
  const [down, up] = [-60, 60].map((e) => s.select(large, s.constant(2 ** e, "float64"), s.constant(1, "float64"))) as [Scalar, Scalar];
  const divisor = s.mul(y, down);
  const [high, low] = halves(s, divisor);
  let rest = s.mul(size, down);
  for (let step = 0; step < steps; step++) {
    const q = s.trunc(s.div(rest, divisor));
    const [qHigh, qLow] = halves(s, q);
    const p = s.mul(q, divisor);
    const off = s.add(s.add(s.add(s.sub(s.mul(qHigh, high), p), s.mul(qHigh, low)), s.mul(qLow, high)), s.mul(qLow, low));
    rest = s.sub(s.sub(rest, p), off);
  }
  const inside = s.mul(s.select(s.less(rest, 0), s.add(rest, divisor), rest), up);
  const known = s.select(s.less(s.div(size, y), limit), inside, Number.NaN);
  // Also of b = ±Infinity.
  const left = s.select(s.less(size, y), size, known);
  return s.cast(s.select(s.less(x, 0), s.neg(left), left), a.dtype);
}

function halves(s: ScalarBuilder, x: Scalar): readonly [Scalar, Scalar] {
  const wide = s.mul(splitter, x);
  const high = s.sub(wide, s.sub(wide, x));
  return [high, s.sub(x, high)];
}
