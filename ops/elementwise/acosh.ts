import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inDouble, logOnePlus } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

/**
 * acosh(x) = cosh⁻¹ x = log(x + √(x² − 1)), elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   below 1 and of NaN → NaN; 1 → 0; Infinity → Infinity; within 4 ulps in float64, rounded once in float32. The derivative at 1 is Infinity.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy arccosh; ONNX Acosh-9.
 */
export const acoshOp = defineOp({
  name: "acosh",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) => {
    const t = s.sub(x, 1);
    const near = logOnePlus(s, s.add(t, s.sqrt(s.mul(t, s.add(t, 2)))));
    const y = s.select(s.less(2 ** 28, x), s.add(s.log(x), Math.LN2), near);
    return s.select(s.less(x, 1), Number.NaN, y);
  }),
  vjp: (dy, [x]) => [() => chainDiv(dy, sqrt(mul(sub(x, 1), add(x, 1))))],
  picture: { role: "function", label: "acosh" },
  notation: { text: call("acosh"), latex: latexCall("\\cosh^{-1}"), numpy: call("np.arccosh") },
});

/** acosh(x) = cosh⁻¹ x = log(x + √(x² − 1)), elementwise. See {@link acoshOp}. @function */
export const acosh: FloatFunction<"acosh"> = /* @__PURE__ */ unary(acoshOp);
