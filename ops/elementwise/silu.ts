import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { mul } from "./mul.ts";
import { sigmoid } from "./sigmoid.ts";
import { sub } from "./sub.ts";

/**
 * silu(x) = x σ(x), elementwise: the sigmoid-weighted linear unit, also called swish.
 *
 * x: float[...S] → float[...S]
 * Edges:   Infinity → Infinity; −Infinity and NaN → NaN; where exp(−x) overflows the result is −0, and so is the derivative.
 * Errors:  OpError when x is not a float tensor.
 * Source:  Elfwing et al. 2017, arXiv 1702.03118; ONNX Swish-24 with alpha = 1.
 */
export const siluOp = defineOp({
  name: "silu",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => mul(x, sigmoid(x)),
  vjp: (dy, [x]) => [
    () => {
      const s = sigmoid(x);
      return chainMul(dy, add(s, mul(mul(x, s), sub(1, s))));
    },
  ],
  picture: { role: "function", label: "SiLU", title: "SiLU", formula: "x σ(x)" },
  notation: { text: call("silu"), latex: latexCall("\\operatorname{SiLU}"), torch: call("F.silu") },
});

/** silu(x) = x σ(x), the sigmoid-weighted linear unit, elementwise. See {@link siluOp}. @function */
export const silu: FloatFunction<"silu"> = /* @__PURE__ */ unary(siluOp);
