import type { Scalar, ScalarBuilder } from "../../graph/scalar.ts";

/**
 * Elementary functions that are no instructions, as expressions of those that are. They compute in float64 in both dtypes, and a float32 result
 * is rounded once: it is the nearest one, but where the exact value is as close to the middle of two as the float64 result is off. Both backends
 * give the same bits. How far a float64 result may be off stands beside each function; that was found at 5,000 places and more by 60 decimal digits.
 */
export const inDouble =
  (f: (s: ScalarBuilder, x: Scalar) => Scalar) =>
  (s: ScalarBuilder, [x]: readonly [Scalar, ...unknown[]]): Scalar =>
    s.cast(f(s, s.cast(x, "float64")), x.dtype);

/** f(|x|) with the sign of x: of an odd function. A zero keeps its sign. */
export function odd(s: ScalarBuilder, x: Scalar, f: (a: Scalar) => Scalar): Scalar {
  const y = f(s.abs(x));
  return s.select(s.equal(x, 0), x, s.select(s.less(x, 0), s.neg(y), y));
}

/** c₀ + c₁ t + c₂ t² + … */
export const polynomial = (s: ScalarBuilder, t: Scalar, coefficients: readonly number[]): Scalar =>
  coefficients.slice(0, -1).reduceRight<Scalar>((sum, c) => s.add(s.mul(sum, t), c), s.constant(coefficients.at(-1) as number, t.dtype));

/** A quotient of two polynomials. */
export const ratio = (s: ScalarBuilder, t: Scalar, above: readonly number[], below: readonly number[]): Scalar =>
  s.div(polynomial(s, t, above), polynomial(s, t, below));

/**
 * log(1 + u) of u ≥ −1, within 3 ulps: log w · u ÷ (w − 1) of w = 1 + u, in which the rounding of w, which is all that is lost, cancels
 * (Kahan).
 */
export function logOnePlus(s: ScalarBuilder, u: Scalar): Scalar {
  const w = s.add(1, u);
  const gained = s.sub(w, 1);
  const plain = s.log(w);
  const corrected = s.mul(plain, s.div(u, gained));
  return s.select(s.equal(gained, 0), u, s.select(s.equal(gained, u), plain, corrected));
}

/** tan⁻¹ a of a ≥ 0, within 2 ulps; above 1 it is π ÷ 2 − tan⁻¹(1 ÷ a), π ÷ 2 in two parts. */
export function arctangent(s: ScalarBuilder, a: Scalar): Scalar {
  const isLarge = s.less(1, a);
  const z = s.select(isLarge, s.div(1, a), a);
  const t = s.mul(z, z);
  // What is added to z is small beside it, and so are the errors of that.
  const y = s.add(z, s.mul(s.mul(z, t), ratio(s, t, arctangentAbove, arctangentBelow)));
  return s.select(isLarge, s.sub(Math.PI / 2, s.sub(y, 6.123233995736766e-17)), y);
}

const arctangentAbove = [
  -0.3333333333333308, -0.7467221366680412, -0.5855656352431494, -0.19094847737403592, -0.02371698140224696, -0.0007495074826876011,
];
const arctangentBelow = [
  1, 2.8401664100035195, 3.032225323178897, 1.5082997833425629, 0.350600542642806, 0.03311480164441073, 0.0008306659626598346,
];

/** eᵃ ÷ 2 of a ≥ 0, which may be finite where eᵃ is not: e ÷ 2 · e^(a − 1), within 2 ulps. */
export const halfExp = (s: ScalarBuilder, a: Scalar): Scalar => s.mul(Math.E / 2, s.exp(s.sub(a, 1)));
