import { binding, call, grouped } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";

/**
 * reciprocal(x) = 1 ÷ x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   ±0 → ±Infinity and ±Infinity → ±0; NaN → NaN. Correctly rounded in both dtypes.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy reciprocal; ONNX Reciprocal-13.
 */
export const reciprocalOp = defineOp({
  name: "reciprocal",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.div(1, x),
  // −1 ÷ x² = −y²
  vjp: (dy, _, y) => [() => chainMul(dy, neg(mul(y, y)))],
  picture: { role: "op", label: "1 ÷ ·" },
  notation: {
    text: ([x]) => ({ text: `1 ÷ ${grouped(x, binding.prefix)}`, binds: binding.product }),
    latex: ([x]) => ({ text: `\\frac{1}{${x.text}}`, binds: binding.power }),
    numpy: call("np.reciprocal"),
  },
});

/** reciprocal(x) = 1 ÷ x, elementwise. See {@link reciprocalOp}. @function */
export const reciprocal: FloatFunction<"reciprocal"> = /* @__PURE__ */ unary(reciprocalOp);
