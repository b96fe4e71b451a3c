import { apply, type Named } from "../../graph/apply.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { inferFloat } from "../infer.ts";
import { inParts, mapUnary } from "../loops.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";

/**
 * sqrt(x) = √x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   negative → NaN; −0 → −0; NaN → NaN; Infinity → Infinity. Correctly rounded in both dtypes.
 * Errors:  OpError when x is not a float tensor.
 * Source:  ONNX Sqrt-13.
 */
export const sqrtOp = defineOp({
  name: "sqrt",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  picture: { role: "op", label: "√" },
  notation: { text: call("√"), latex: ([x]) => atom(`\\sqrt{${x.text}}`), numpy: call("np.sqrt") },
  elementwise: true,
  vjp: (dy, _, y) => [() => div(dy, mul(2, y))],
  kernel: ([x], y) => inParts(y.data.length, (from, end) => mapUnary(x.data, y.data, from, end, (v) => Math.sqrt(v))),
});

/** sqrt(x) = √x, elementwise. See {@link sqrtOp}. */
export const sqrt = <S extends Shape, D extends FloatType, N extends string>(x: Tensor<S, D, N>, options?: Named): Tensor<S, D, N> =>
  apply(sqrtOp, [x], {}, options) as Tensor<S, D, N>;
