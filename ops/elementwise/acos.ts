import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { arctangent, inDouble } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

/**
 * acos(x) = cos⁻¹ x, the angle from 0 to π whose cosine is x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   beyond ±1 and of NaN → NaN; 1 → 0, −1 → π; within 3 ulps in float64, rounded once in float32. The derivative at ±1 is −Infinity.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy arccos; ONNX Acos-7.
 */
export const acosOp = defineOp({
  name: "acos",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) =>
    // 2 tan⁻¹ √((1 − x) ÷ (1 + x)): no digit is lost at ±1.
    s.mul(2, arctangent(s, s.sqrt(s.div(s.sub(1, x), s.add(1, x))))),
  ),
  vjp: (dy, [x]) => [() => neg(chainDiv(dy, sqrt(mul(sub(1, x), add(1, x)))))],
  picture: { role: "function", label: "acos" },
  notation: { text: call("acos"), latex: latexCall("\\cos^{-1}"), numpy: call("np.arccos") },
});

/** acos(x) = cos⁻¹ x, the angle from 0 to π whose cosine is x, elementwise. See {@link acosOp}. @function */
export const acos: FloatFunction<"acos"> = /* @__PURE__ */ unary(acosOp);
