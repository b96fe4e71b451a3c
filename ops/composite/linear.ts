import { apply, type Named } from "../../graph/apply.ts";
import type { FloatType } from "../../graph/dtype.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { inferFloat } from "../infer.ts";

/**
 * linear(x) = x, the activation of an output layer that predicts any number.
 *
 * x: float[...S] → float[...S]
 * Edges:   every element is returned as it is.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 4 (Fig 4.02).
 */
export const linearOp = defineOp({
  name: "linear",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  picture: { role: "function", label: "linear", title: "Linear", formula: "x" },
  notation: { text: ([x]) => x, latex: ([x]) => x },
  definition: ([x]) => x,
  vjp: (dy) => [() => dy],
});

/** linear(x) = x. See {@link linearOp}. */
export const linear = <S extends Shape, D extends FloatType, N extends string>(x: Tensor<S, D, N>, options?: Named): Tensor<S, D, N> =>
  apply(linearOp, [x], {}, options) as Tensor<S, D, N>;
