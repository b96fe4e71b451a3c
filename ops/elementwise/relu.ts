import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { equal } from "./equal.ts";
import { maximum } from "./maximum.ts";
import { where } from "./where.ts";

/**
 * relu(x) = max(0, x), elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   NaN → NaN; −0 → 0; derivative at 0 is 0.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 4; ONNX Relu-14.
 */
export const reluOp = defineOp({
  name: "relu",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => maximum(0, x),
  vjp: (dy, _, y) => [() => where(equal(y, 0), 0, dy)],
  picture: { role: "function", label: "max(0, ·)", title: "ReLU", formula: "max(0, ·)" },
  notation: {
    text: ([x]) => atom(`max(0, ${x.text})`),
    latex: ([x]) => atom(`\\max\\left(0,\\, ${x.text}\\right)`),
    torch: call("torch.relu"),
  },
});

/** relu(x) = max(0, x), elementwise. See {@link reluOp}. @function */
export const relu: FloatFunction<"relu"> = /* @__PURE__ */ unary(reluOp);
