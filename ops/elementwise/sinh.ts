import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { halfExp, inDouble, odd, polynomial } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { cosh } from "./cosh.ts";

/** 1 ÷ 3!, 1 ÷ 5!, … 1 ÷ 17! */
const series = [6, 120, 5040, 362880, 39916800, 6227020800, 1307674368000, 355687428096000].map((factorial) => 1 / factorial);

/**
 * sinh(x) = (eˣ − e⁻ˣ) ÷ 2, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0; ±Infinity → ±Infinity, also where the result is none of the dtype; NaN → NaN; within 3 ulps in float64, rounded once in float32.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy sinh; ONNX Sinh-9.
 */
export const sinhOp = defineOp({
  name: "sinh",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) =>
    odd(s, x, (a) => {
      const t = s.mul(a, a);
      // The difference loses digits below 1, where a few terms of the series, a + a³ ÷ 3! + a⁵ ÷ 5! + …, are all there is.
      const small = s.add(a, s.mul(s.mul(a, t), polynomial(s, t, series)));
      const half = halfExp(s, a);
      return s.select(s.less(a, 1), small, s.sub(half, s.div(0.25, half)));
    }),
  ),
  vjp: (dy, [x]) => [() => chainMul(dy, cosh(x))],
  picture: { role: "function", label: "sinh" },
  notation: { text: call("sinh"), latex: latexCall("\\sinh"), numpy: call("np.sinh") },
});

/** sinh(x) = (eˣ − e⁻ˣ) ÷ 2, elementwise. See {@link sinhOp}. @function */
export const sinh: FloatFunction<"sinh"> = /* @__PURE__ */ unary(sinhOp);
