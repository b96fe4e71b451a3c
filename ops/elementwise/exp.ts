import { binding, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";

/**
 * exp(x) = eˣ, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   NaN → NaN; −Infinity → 0; overflow → Infinity. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 4; ONNX Exp-13.
 */
export const expOp = defineOp({
  name: "exp",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.exp(x),
  vjp: (dy, _, y) => [() => chainMul(dy, y)],
  picture: { role: "function", label: "exp" },
  notation: { text: call("exp"), latex: ([x]) => ({ text: `e^{${x.text}}`, binds: binding.power }), numpy: call("np.exp") },
});

/** exp(x) = eˣ, elementwise. See {@link expOp}. @function */
export const exp: FloatFunction<"exp"> = /* @__PURE__ */ unary(expOp);
