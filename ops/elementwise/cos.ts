import { apply, type Named } from "../../graph/apply.ts";
import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { inferFloat } from "../shared/infer.ts";
import { chainMul } from "./chain-mul.ts";
import { neg } from "./neg.ts";
import { sin } from "./sin.ts";

/**
 * cos(x) = the cosine of x in radians, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   ±Infinity and NaN → NaN. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  ONNX Cos-7.
 */
export const cosOp = defineOp({
  name: "cos",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.cos(x),
  vjp: (dy, [x]) => [() => neg(chainMul(dy, sin(x)))],
  picture: { role: "function", label: "cos" },
  notation: { text: call("cos"), latex: latexCall("\\cos"), numpy: call("np.cos") },
});

/** cos(x) = the cosine of x in radians, elementwise. See {@link cosOp}. */
export function cos<X extends Tensor>(x: FloatTensor<"cos", X>, options?: Named): X;
export function cos(x: Tensor, options?: Named): Tensor {
  return apply(cosOp, [x], {}, options);
}
