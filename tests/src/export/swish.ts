import { apply } from "../../../graph/apply.ts";
import { call, latexCall } from "../../../graph/notation.ts";
import { defineOp } from "../../../graph/op.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { op } from "../../graph/untyped-ops.ts";

/** An op of a user's: swish(x) = x σ(x). */
export const swishOp = defineOp({
  name: "swish",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  picture: { role: "function", label: "swish", title: "Swish", formula: "x σ(x)" },
  notation: { text: call("swish"), latex: latexCall("\\mathrm{swish}") },
  definition: ([x]) => op.mul(x, op.sigmoid(x)),
});

export const swish = (x: Tensor): Tensor => apply(swishOp, [x]);
