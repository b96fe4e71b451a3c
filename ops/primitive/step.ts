import { apply, type Named } from "../../graph/apply.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { inferFloat } from "../infer.ts";
import { inParts, mapUnary } from "../loops.ts";

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
  picture: { role: "function", label: "step" },
  notation: {
    text: call("step"),
    latex: ([x]) => atom(`\\left[${x.text} > 0\\right]`),
    numpy: ([x]) => atom(`np.where(${x.text} > 0, 1.0, 0.0)`),
  },
  elementwise: true,
  vjp: "not-differentiable",
  kernel: ([x], y) => inParts(y.data.length, (from, end) => mapUnary(x.data, y.data, from, end, (v) => (v > 0 ? 1 : 0))),
});

/** step(x) = 1 where x > 0, else 0, elementwise. See {@link stepOp}. */
export const step = <S extends Shape, D extends FloatType, N extends string>(x: Tensor<S, D, N>, options?: Named): Tensor<S, D, N> =>
  apply(stepOp, [x], {}, options) as Tensor<S, D, N>;
