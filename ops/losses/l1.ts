import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { binding } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { abs } from "../elementwise/abs.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { step } from "../elementwise/step.ts";
import { sub } from "../elementwise/sub.ts";
import { sum } from "../reduce/sum.ts";
import { latexNumber } from "../shared/notation.ts";
import { inferPenalty, type PenaltyAttrs } from "../shared/penalty.ts";

/**
 * l1(w, { lambda }) = λ Σ |w| of λ = lambda, a penalty on large weights that drives small ones to zero.
 *
 * w: float[...S]; λ: a number ≥ 0 → float[]
 * Edges:   NaN → NaN; no elements → 0. The derivative at ±0 is +λ, as in the book.
 * Errors:  OpError when w is not a float tensor, or λ is negative or not finite.
 * Source:  NNFS ch. 14.
 */
export const l1Op = defineOp<PenaltyAttrs>({
  name: "l1",
  inputs: ["w"],
  attrs: { lambda: "number" },
  better: "lower",
  infer: inferPenalty,
  definition: ([w], { lambda }) => mul(decodeNumber(lambda), sum(abs(w))),
  // The book's slope: −1 where w < 0, 1 elsewhere.
  vjp: (dy, [w], _, { lambda }) => [() => mul(mul(dy, decodeNumber(lambda)), sub(1, mul(2, step(neg(w)))))],
  picture: { role: "reduction", label: ({ lambda }) => `${lambda} Σ |w|`, title: "L1", formula: ({ lambda }) => `${lambda} Σ |w|` },
  notation: {
    text: ([w], { lambda }) => ({ text: `${lambda} Σ |${w.text}|`, binds: binding.product }),
    latex: ([w], { lambda }) => ({ text: `${latexNumber(lambda)} \\sum \\left|${w.text}\\right|`, binds: binding.product }),
  },
});

/** l1(w, { lambda }) = λ Σ |w| of λ = lambda. See {@link l1Op}. */
export function l1<W extends Tensor>(
  w: FloatTensor<"l1", W, "w">,
  options: { readonly lambda: number } & Named,
): Tensor<[], W["dtype"], NeedsOf<W>>;
export function l1(w: Tensor, options: { readonly lambda: number } & Named): Tensor {
  const { lambda } = optionsOf(l1Op, options);
  return apply(l1Op, [w], { lambda: encodeNumber(lambda) }, options);
}
