import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/**
 * tanh(x) = (eˣ − e⁻ˣ) ÷ (eˣ + e⁻ˣ), elementwise.
 *
 * x: float[...S] → float[...S], within −1 to 1
 * Edges:   −0 → −0; ±Infinity → ±1; NaN → NaN. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  ONNX Tanh-13.
 */
export const tanhOp = defineOp({
  name: "tanh",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.tanh(x),
  vjp: (dy, _, y) => [() => chainMul(dy, sub(1, mul(y, y)))],
  picture: { role: "function", label: "tanh" },
  notation: { text: call("tanh"), latex: latexCall("\\tanh"), numpy: call("np.tanh") },
});

/** tanh(x), elementwise. See {@link tanhOp}. @function */
export const tanh: FloatFunction<"tanh"> = /* @__PURE__ */ unary(tanhOp);
