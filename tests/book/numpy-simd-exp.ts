import { apply, atom, defineOp, type Tensor } from "dagrad";

/**
 * exp of float32 as NumPy computes it with AVX2 or AVX-512, up to one unit in the last place off the correctly rounded result.
 *
 * The book was printed from the correctly rounded one, its notebook from this one: the softmax of the two differ in their last digits.
 * Source: NumPy 1.24, loops_exponent_log.dispatch.c.src: Cody-Waite range reduction, then the quotient of two polynomials, all in float32.
 */
export const simdExpOp = defineOp({
  name: "simdExp",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  picture: { role: "function", label: "exp" },
  notation: { text: ([x]) => atom(`exp(${x.text})`), latex: ([x]) => atom(`e^{${x.text}}`) },
  vjp: "not-differentiable",
  kernel:
    ([x], y) =>
    () => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = exponential(x.data[i] as number);
    },
});

const f = Math.fround;
const numerator = [0.0005082763, 0.006757897, 0.05114512, 0.24736154, 0.7257665, 1.0].map(f);
const denominator = [0.021595094, -0.27423355, 1].map(f);
const [log2e, ln2High, ln2Low] = [f(Math.LOG2E), f(-6.93145752e-1), f(-1.42860677e-6)] as const;

/** x · y + z, rounded once: the product of two float32 is exact in float64, and the sum is far from a tie here. */
const fusedMultiplyAdd = (x: number, y: number, z: number): number => f(x * y + z);

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, c) => fusedMultiplyAdd(sum, x, c));

function exponential(x: number): number {
  const power = f(f(f(x * log2e) + 12582912) - 12582912);
  const rest = fusedMultiplyAdd(power, ln2Low, fusedMultiplyAdd(power, ln2High, x));
  return f(polynomial(numerator, rest) / polynomial(denominator, rest)) * 2 ** power;
}

export const simdExp = (x: Tensor): Tensor => apply(simdExpOp, [x]);
