import { apply, type Named } from "../../graph/apply.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { binding, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { inferFloat } from "../infer.ts";
import { inParts, mapUnary } from "../loops.ts";
import { mul } from "./mul.ts";

/**
 * exp(x) = eˣ, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   NaN → NaN; −Infinity → 0; overflow → Infinity. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 4; ONNX Exp-13.
 */
export const expOp = defineOp({
  name: "exp",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  picture: { role: "function", label: "exp" },
  notation: { text: call("exp"), latex: ([x]) => ({ text: `e^{${x.text}}`, binds: binding.power }), numpy: call("np.exp") },
  elementwise: true,
  vjp: (dy, _, y) => [() => mul(dy, y)],
  kernel: ([x], y) => inParts(y.data.length, (from, end) => mapUnary(x.data, y.data, from, end, (v) => Math.exp(v))),
});

/** exp(x) = eˣ, elementwise. See {@link expOp}. */
export const exp = <S extends Shape, D extends FloatType, N extends string>(x: Tensor<S, D, N>, options?: Named): Tensor<S, D, N> =>
  apply(expOp, [x], {}, options) as Tensor<S, D, N>;
