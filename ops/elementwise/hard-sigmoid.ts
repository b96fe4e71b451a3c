import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, binding, grouped, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { inferFloatByNumbers } from "../shared/infer.ts";
import { latexNumber, torchNumber } from "../shared/notation.ts";
import { add } from "./add.ts";
import { clip } from "./clip.ts";
import { equal } from "./equal.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

/**
 * hardSigmoid(x, { alpha, beta }) = min(max(α x + β, 0), 1) of α = alpha and β = beta, elementwise: three straight lines in place of a sigmoid.
 *
 * x: float[...S]; α, β: numbers, by default 0.2 and 0.5 as in ONNX (PyTorch has 1 ÷ 6 and 0.5) → float[...S], within 0 to 1
 * Edges:   NaN → NaN; −Infinity → 0; Infinity → 1, for α > 0. The derivative where the result is 0 or 1 is 0, at the kinks too, as in PyTorch.
 * Errors:  OpError when x is not a float tensor, or α or β is not finite.
 * Source:  ONNX HardSigmoid-6.
 */
export const hardSigmoidOp = defineOp<{ readonly alpha: number | string; readonly beta: number | string }>({
  name: "hardSigmoid",
  inputs: ["x"],
  attrs: { alpha: "number", beta: "number" },
  infer: inferFloatByNumbers,
  definition: ([x], { alpha, beta }) => clip(add(mul(decodeNumber(alpha), x), decodeNumber(beta)), { min: 0, max: 1 }),
  vjp: (dy, _, y, { alpha }) => [() => mul(decodeNumber(alpha), where(equal(y, 0), 0, where(equal(y, 1), 0, dy)))],
  picture: {
    role: "function",
    label: ({ alpha, beta }) => `hard sigmoid ${alpha}, ${beta}`,
    title: "Hard sigmoid",
    formula: ({ alpha, beta }) => `clip(${alpha} · + ${beta}, 0, 1)`,
  },
  notation: {
    text: ([x], { alpha, beta }) => atom(`hardSigmoid(${x.text}, ${alpha}, ${beta})`),
    torch: ([x], { alpha, beta }) =>
      atom(`torch.clamp(${torchNumber(alpha)} * ${grouped(x, binding.product)} + ${torchNumber(beta)}, 0, 1)`),
    latex: (operands, attrs, site) =>
      latexCall(`\\operatorname{hardSigmoid}_{${latexNumber(attrs.alpha)},\\, ${latexNumber(attrs.beta)}}`)(operands, attrs, site),
  },
});

/** The line that hardSigmoid follows between 0 and 1. */
interface HardSigmoidOptions extends Named {
  /** Its slope. Default 0.2. */
  readonly alpha?: number;
  /** Its value at x = 0. Default 0.5. */
  readonly beta?: number;
}

/** hardSigmoid(x, { alpha, beta }) = alpha x + beta, cut off below 0 and above 1. See {@link hardSigmoidOp}. */
export function hardSigmoid<X extends Tensor>(x: FloatTensor<"hardSigmoid", X>, options?: HardSigmoidOptions): X;
export function hardSigmoid(x: Tensor, options?: HardSigmoidOptions): Tensor {
  const { alpha = 0.2, beta = 0.5 } = optionsOf(hardSigmoidOp, options);
  return apply(hardSigmoidOp, [x], { alpha: encodeNumber(alpha), beta: encodeNumber(beta) }, options);
}
