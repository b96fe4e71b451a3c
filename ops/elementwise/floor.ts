import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";

/**
 * floor(x) = ⌊x⌋, the largest whole number that is not above x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0; ±Infinity and NaN stay.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy floor; ONNX Floor-13.
 */
export const floorOp = defineOp({
  name: "floor",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.floor(x),
  vjp: "not-differentiable",
  picture: { role: "function", label: "⌊·⌋" },
  notation: {
    text: ([x]) => atom(`⌊${x.text}⌋`),
    latex: ([x]) => atom(`\\left\\lfloor ${x.text} \\right\\rfloor`),
    numpy: ([x]) => atom(`np.floor(${x.text})`),
  },
});

/** floor(x) = ⌊x⌋, elementwise. See {@link floorOp}. @function */
export const floor: FloatFunction<"floor"> = /* @__PURE__ */ unary(floorOp);
