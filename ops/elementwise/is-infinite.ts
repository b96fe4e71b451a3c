import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloatTest } from "../shared/infer.ts";
import { type FloatTest, unary } from "../shared/unary.ts";

/**
 * isInfinite(x) is true where x is Infinity or −Infinity, elementwise.
 *
 * x: float[...S] → bool[...S]
 * Edges:   of either sign; false of NaN.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy isinf; ONNX IsInf-20.
 */
export const isInfiniteOp = defineOp({
  name: "isInfinite",
  inputs: ["x"],
  attrs: {},
  infer: inferFloatTest,
  scalar: (s, [x]) => s.equal(s.abs(x), Number.POSITIVE_INFINITY),
  vjp: "not-differentiable",
  picture: { role: "function", label: "isInfinite" },
  notation: { text: call("isInfinite"), latex: latexCall("\\operatorname{isInfinite}"), numpy: call("np.isinf") },
});

/** isInfinite(x): true where x is Infinity or −Infinity. See {@link isInfiniteOp}. @function */
export const isInfinite: FloatTest<"isInfinite"> = /* @__PURE__ */ unary(isInfiniteOp);
