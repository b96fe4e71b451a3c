import { call, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { equal } from "./equal.ts";
import { hardSigmoid } from "./hard-sigmoid.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

const gate = (x: AnyTensor): AnyTensor => hardSigmoid(x, { alpha: 1 / 6, beta: 0.5 });

/**
 * hardSwish(x) = x min(max(x ÷ 6 + ½, 0), 1), elementwise: silu with a hard sigmoid.
 *
 * x: float[...S] → float[...S]
 * Edges:   Infinity → Infinity; −Infinity and NaN → NaN; from −3 down it is −0. The derivative at the kinks is that beyond them, 0 at −3
 *          and 1 at 3, as PyTorch's formula has it (its kernels have had −½ and 1½ there: pytorch/pytorch#147801).
 * Errors:  OpError when x is not a float tensor.
 * Source:  Howard et al. 2019, arXiv 1905.02244; ONNX HardSwish-14.
 */
export const hardSwishOp = defineOp({
  name: "hardSwish",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => mul(x, gate(x)),
  vjp: (dy, [x]) => [
    () => {
      const g = gate(x);
      // (x² ÷ 6 + x ÷ 2)′ = x ÷ 3 + ½
      return chainMul(dy, where(equal(g, 0), 0, where(equal(g, 1), 1, add(mul(1 / 3, x), 0.5))));
    },
  ],
  picture: { role: "function", label: "hard swish", title: "Hard swish", formula: "x clip(x ÷ 6 + ½, 0, 1)" },
  notation: { text: call("hardSwish"), latex: latexCall("\\operatorname{hardSwish}"), torch: call("F.hardswish") },
});

/** hardSwish(x) = x min(max(x ÷ 6 + ½, 0), 1), elementwise. See {@link hardSwishOp}. @function */
export const hardSwish: FloatFunction<"hardSwish"> = /* @__PURE__ */ unary(hardSwishOp);
