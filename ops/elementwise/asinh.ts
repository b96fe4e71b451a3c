import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inDouble, logOnePlus, odd } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";
import { sqrt } from "./sqrt.ts";

/**
 * asinh(x) = sinh⁻¹ x = log(x + √(x² + 1)), elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0; ±Infinity → ±Infinity; NaN → NaN; within 4 ulps in float64, rounded once in float32.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy arcsinh; ONNX Asinh-9.
 */
export const asinhOp = defineOp({
  name: "asinh",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) =>
    odd(s, x, (a) => {
      const square = s.mul(a, a);
      const near = logOnePlus(s, s.add(a, s.div(square, s.add(1, s.sqrt(s.add(square, 1))))));
      // Where a² + 1 is a² it is log(2a), of a² that may overflow.
      return s.select(s.less(2 ** 28, a), s.add(s.log(a), Math.LN2), near);
    }),
  ),
  vjp: (dy, [x]) => [() => chainDiv(dy, sqrt(add(1, mul(x, x))))],
  picture: { role: "function", label: "asinh" },
  notation: { text: call("asinh"), latex: latexCall("\\sinh^{-1}"), numpy: call("np.arcsinh") },
});

/** asinh(x) = sinh⁻¹ x = log(x + √(x² + 1)), elementwise. See {@link asinhOp}. @function */
export const asinh: FloatFunction<"asinh"> = /* @__PURE__ */ unary(asinhOp);
