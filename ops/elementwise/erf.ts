import { atom, call, latexCall, type Notation } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Scalar, ScalarBuilder } from "../../graph/scalar.ts";
import { odd, ratio } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { exp } from "./exp.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";

/** For float32, x · P(x²) ÷ Q(x²): within 6e-13, a hundred-thousandth of an ulp of float32; from 4 on it is 1. Multiplications and one division. */
const single = (s: ScalarBuilder, x: Scalar): Scalar => {
  const bounded = s.maximum(s.minimum(x, 4), -4);
  return s.mul(bounded, ratio(s, s.mul(bounded, bounded), singleAbove, singleBelow));
};

const singleAbove = [
  1.1283791670962071, 0.20047512647577465, 0.059505280059584574, 0.005196100051536204, 0.0005811716124501814, 2.681644703911676e-5,
  1.2876707172770238e-6, 1.2971284806683443e-8,
];
const singleBelow = [
  1, 0.5109997883362316, 0.12306844381305493, 0.018337284772033422, 0.0018576628490102785, 0.00013129875716670758, 6.262014527212124e-6,
  1.734040559026982e-7, 4.099294039701408e-10,
];

/** For float64: below 1, x + x · R(x²), where R is small; else 1 − e^(−x²) G(x), of which the second is; from 6 on it is 1. */
const double = (s: ScalarBuilder, x: Scalar): Scalar =>
  odd(s, x, (size) => {
    const a = s.minimum(size, 6);
    const t = s.mul(a, a);
    const near = s.add(a, s.mul(a, ratio(s, t, nearAbove, nearBelow)));
    const far = s.sub(1, s.mul(s.exp(s.neg(t)), ratio(s, a, farAbove, farBelow)));
    return s.select(s.less(a, 1), near, far);
  });

const nearAbove = [
  0.1283791670955126, -0.3170141291213634, -0.04830976575657451, -0.008812532255558236, -0.0004951304904747234, -2.071015085261519e-5,
];
const nearBelow = [1, 0.46045056412069946, 0.09378410700624204, 0.010687353208931282, 0.0006919162199406681, 2.0783849267360708e-5];
const farAbove = [
  1.000000148994342, 1.6827651724775692, 1.3871852802113422, 0.6912660842935129, 0.21823868746613076, 0.04172497364923906,
  0.003919817293631925,
];
const farBelow = [
  1, 2.81114580069045, 3.559216757281148, 2.6485399152239086, 1.2622257428584878, 0.3902911625045561, 0.0739556177760395,
  0.0069476947377910036,
];

/** NumPy has none: Python's, element by element. */
const numpyErf: Notation<unknown> = ([x], _, { dtypes }) =>
  atom(`np.vectorize(__import__("math").erf, otypes=["${dtypes?.[0] ?? "float64"}"])(${x.text})`);

/**
 * erf(x) = 2 ÷ √π · ∫₀ˣ e^(−t²) dt, the error function, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0; ±Infinity → ±1; NaN → NaN; within 2 ulps in float64, rounded once in float32.
 * Errors:  OpError when x is not a float tensor.
 * Source:  ONNX Erf-13; C's erf; Python math.erf. NumPy has none. The coefficients are of minimax fits, by 60 decimal digits.
 */
export const erfOp = defineOp({
  name: "erf",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => (x.dtype === "float32" ? s.cast(single(s, s.cast(x, "float64")), "float32") : double(s, x)),
  vjp: (dy, [x]) => [() => chainMul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))))],
  picture: { role: "function", label: "erf" },
  notation: { text: call("erf"), latex: latexCall("\\operatorname{erf}"), numpy: numpyErf, torch: call("torch.erf") },
});

/** erf(x) = 2 ÷ √π · ∫₀ˣ e^(−t²) dt, the error function, elementwise. See {@link erfOp}. @function */
export const erf: FloatFunction<"erf"> = /* @__PURE__ */ unary(erfOp);
