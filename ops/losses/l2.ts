import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { binding, grouped } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { mul } from "../elementwise/mul.ts";
import { pow } from "../elementwise/pow.ts";
import { sum } from "../reduce/sum.ts";
import { latexNumber } from "../shared/notation.ts";
import { inferPenalty, type PenaltyAttrs } from "../shared/penalty.ts";

/**
 * l2(w, { lambda }) = λ Σ w² of λ = lambda, a penalty on large weights.
 *
 * w: float[...S]; λ: a number ≥ 0 → float[]
 * Edges:   NaN → NaN; no elements → 0.
 * Errors:  OpError when w is not a float tensor, or λ is negative or not finite.
 * Source:  NNFS ch. 14.
 */
export const l2Op = defineOp<PenaltyAttrs>({
  name: "l2",
  inputs: ["w"],
  attrs: { lambda: "number" },
  better: "lower",
  infer: inferPenalty,
  definition: ([w], { lambda }) => mul(decodeNumber(lambda), sum(pow(w, 2))),
  vjp: (dy, [w], _, { lambda }) => [() => chainMul(mul(dy, 2 * decodeNumber(lambda)), w)],
  picture: { role: "reduction", label: ({ lambda }) => `${lambda} Σ w²`, title: "L2", formula: ({ lambda }) => `${lambda} Σ w²` },
  notation: {
    text: ([w], { lambda }) => ({ text: `${lambda} Σ ${grouped(w, binding.atom)}²`, binds: binding.product }),
    latex: ([w], { lambda }) => ({
      text: `${latexNumber(lambda)} \\sum ${grouped(w, binding.atom, "\\left(", "\\right)")}^{2}`,
      binds: binding.product,
    }),
  },
});

/** l2(w, { lambda }) = λ Σ w² of λ = lambda. See {@link l2Op}. */
export function l2<W extends Tensor>(
  w: FloatTensor<"l2", W, "w">,
  options: { readonly lambda: number } & Named,
): Tensor<[], W["dtype"], NeedsOf<W>>;
export function l2(w: Tensor, options: { readonly lambda: number } & Named): Tensor {
  const { lambda } = optionsOf(l2Op, options);
  return apply(l2Op, [w], { lambda: encodeNumber(lambda) }, options);
}
