import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { neg } from "./neg.ts";
import { sub } from "./sub.ts";

/**
 * sigmoid(x) = 1 ÷ (1 + exp(−x)), elementwise.
 *
 * x: float[...S] → float[...S], within 0 to 1
 * Edges:   NaN → NaN; −Infinity → 0; Infinity → 1. Where exp(−x) overflows the result is 0, never NaN; from 37 on
 *          (17 in float32) it is exactly 1. In float32 each step is rounded.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 4 (Fig 4.03); ONNX Sigmoid-13.
 */
export const sigmoidOp = defineOp({
  name: "sigmoid",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => div(1, add(1, exp(neg(x)))),
  vjp: (dy, _, y) => [() => chainMul(chainMul(dy, sub(1, y)), y)],
  picture: { role: "function", label: "sigmoid", title: "Sigmoid", formula: "1 ÷ (1 + exp(−x))" },
  notation: { text: call("sigmoid"), latex: latexCall("\\sigma"), torch: call("torch.sigmoid") },
});

/** sigmoid(x) = 1 ÷ (1 + exp(−x)), elementwise. See {@link sigmoidOp}. @function */
export const sigmoid: FloatFunction<"sigmoid"> = /* @__PURE__ */ unary(sigmoidOp);
