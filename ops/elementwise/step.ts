import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";

/**
 * step(x) = 1 where x > 0, else 0, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   strict: ±0 → 0; NaN → 0.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 1 (Fig 1.09).
 */
export const stepOp = defineOp({
  name: "step",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.select(s.less(0, x), s.constant(1, x.dtype), 0),
  vjp: "not-differentiable",
  picture: { role: "function", label: "step" },
  notation: {
    text: call("step"),
    latex: ([x]) => atom(`\\left[${x.text} > 0\\right]`),
    numpy: ([x]) => atom(`np.where(${x.text} > 0, 1.0, 0.0)`),
  },
});

/** step(x) = 1 where x > 0, else 0, elementwise. See {@link stepOp}. @function */
export const step: FloatFunction<"step"> = /* @__PURE__ */ unary(stepOp);
