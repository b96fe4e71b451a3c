import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { halfExp, inDouble } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { sinh } from "./sinh.ts";

/**
 * cosh(x) = (eˣ + e⁻ˣ) ÷ 2, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   ±Infinity → Infinity, also where the result is none of the dtype; NaN → NaN; within 3 ulps in float64, rounded once in float32.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy cosh; ONNX Cosh-9.
 */
export const coshOp = defineOp({
  name: "cosh",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) => {
    const half = halfExp(s, s.abs(x));
    return s.add(half, s.div(0.25, half));
  }),
  vjp: (dy, [x]) => [() => chainMul(dy, sinh(x))],
  picture: { role: "function", label: "cosh" },
  notation: { text: call("cosh"), latex: latexCall("\\cosh"), numpy: call("np.cosh") },
});

/** cosh(x) = (eˣ + e⁻ˣ) ÷ 2, elementwise. See {@link coshOp}. @function */
export const cosh: FloatFunction<"cosh"> = /* @__PURE__ */ unary(coshOp);
