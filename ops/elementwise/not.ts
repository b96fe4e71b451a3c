import { binding, call, grouped } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferBool } from "../shared/infer.ts";
import { type BoolFunction, unary } from "../shared/unary.ts";

/**
 * not(x) = ¬x, true where x is false, elementwise.
 *
 * x: bool[...S] → bool[...S]
 * Edges:   none: a bool is 0 or 1. Numbers are refused; what is true of them is said by a comparison, or by cast: x ≠ 0.
 * Errors:  OpError when x is not bool.
 * Source:  NumPy logical_not; ONNX Not-1.
 */
export const notOp = defineOp({
  name: "not",
  inputs: ["x"],
  attrs: {},
  infer: inferBool,
  scalar: (s, [x]) => s.not(x),
  vjp: "not-differentiable",
  picture: { role: "op", label: "¬" },
  notation: {
    text: ([x]) => ({ text: `¬${grouped(x, binding.prefix)}`, binds: binding.prefix }),
    latex: ([x]) => ({ text: `\\lnot ${grouped(x, binding.prefix, "\\left(", "\\right)")}`, binds: binding.prefix }),
    numpy: call("np.logical_not"),
  },
});

/** not(x) = ¬x, true where x is false. See {@link notOp}. @function */
export const not: BoolFunction<"not"> = /* @__PURE__ */ unary(notOp);
