import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";

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

/** linear(x) = x. See {@link linearOp}. @function */
export const linear: FloatFunction<"linear"> = /* @__PURE__ */ unary(linearOp);
