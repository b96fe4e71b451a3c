import { apply, type Named } from "../../graph/apply.ts";
import type { FloatType, IntType } from "../../graph/dtype.ts";
import { prefix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { inferNumber } from "../infer.ts";
import { inParts, mapUnary } from "../loops.ts";

/**
 * neg(x) = −x, elementwise.
 *
 * x: number[...S] → number[...S]
 * Edges:   0 → −0 and NaN → NaN in floats; integers wrap around: −(−2³¹) is −2³¹, −1 is 255 in uint8.
 * Errors:  OpError when x is bool.
 * Source:  NNFS ch. 5 (negative log); ONNX Neg-13.
 */
export const negOp = defineOp({
  name: "neg",
  inputs: ["x"],
  attrs: {},
  infer: inferNumber,
  picture: { role: "op", label: "−" },
  notation: { text: prefix("−"), latex: prefix("-"), numpy: prefix("-") },
  elementwise: true,
  vjp: (dy) => [() => neg(dy)],
  kernel: ([x], y) => inParts(y.data.length, (from, end) => mapUnary(x.data, y.data, from, end, (v) => -v)),
});

/** neg(x) = −x, elementwise. See {@link negOp}. */
export const neg = <S extends Shape, D extends FloatType | IntType, N extends string>(
  x: Tensor<S, D, N>,
  options?: Named,
): Tensor<S, D, N> => apply(negOp, [x], {}, options) as Tensor<S, D, N>;
