import { apply, type Named } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { inferFloat } from "../shared/infer.ts";

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
  definition: ([x]) => x,
  vjp: (dy) => [() => dy],
  picture: { role: "function", label: "linear", title: "Linear", formula: "x" },
  notation: { text: ([x]) => x, latex: ([x]) => x },
});

/** linear(x) = x. See {@link linearOp}. */
export function linear<X extends Tensor>(x: FloatTensor<"linear", X>, options?: Named): X;
export function linear(x: Tensor, options?: Named): Tensor {
  return apply(linearOp, [x], {}, options);
}
