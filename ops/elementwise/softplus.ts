import { atom, call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { maximum } from "./maximum.ts";
import { neg } from "./neg.ts";
import { sigmoid } from "./sigmoid.ts";

/**
 * softplus(x) = log(1 + exp(x)), elementwise: a smooth relu.
 *
 * x: float[...S] → float[...S], at least 0
 * Edges:   NaN → NaN; −Infinity → 0; Infinity → Infinity. Executed as max(x, 0) + log(1 + exp(−|x|)), which no finite x overflows;
 *          below −37 (−17 in float32) it is exactly 0, its derivative sigmoid(x) is not.
 * Errors:  OpError when x is not a float tensor.
 * Source:  Dugas et al. 2000; ONNX Softplus-1.
 */
export const softplusOp = defineOp({
  name: "softplus",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => log(add(1, exp(x))),
  lower: ([x]) => add(maximum(x, 0), log(add(1, exp(neg(abs(x)))))),
  vjp: (dy, [x]) => [() => chainMul(dy, sigmoid(x))],
  picture: { role: "function", label: "softplus", title: "Softplus", formula: "log(1 + exp(x))" },
  notation: {
    text: call("softplus"),
    latex: latexCall("\\operatorname{softplus}"),
    torch: ([x]) => atom(`F.softplus(${x.text}, threshold=40)`),
  },
});

/** softplus(x) = log(1 + exp(x)), elementwise. See {@link softplusOp}. @function */
export const softplus: FloatFunction<"softplus"> = /* @__PURE__ */ unary(softplusOp);
