import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { step } from "../elementwise/step.ts";
import { sub } from "../elementwise/sub.ts";
import { randomUniform } from "../random/random-uniform.ts";
import { requireFloat } from "../shared/infer.ts";
import { latexNumber } from "../shared/notation.ts";

export interface DropoutAttrs {
  readonly rate: number | string;
}

/**
 * dropout(x, { rate }) = x; in a training step, x with a share `rate` of its elements set to 0 and the others divided by 1 − rate.
 *
 * x: float[...S]; rate: the share that is dropped, 0 ≤ rate < 1 → float[...S]
 * Edges:   each element falls by itself, with another draw in every step; the mean stays that of x. rate 0 drops nothing.
 *          A dropped Infinity or NaN is NaN.
 * Errors:  OpError when x is not a float tensor or rate is not in [0, 1).
 * Source:  NNFS ch. 15, binomial(1, 1 − rate) ÷ (1 − rate); Srivastava et al. 2014.
 */
export const dropoutOp = defineOp<DropoutAttrs>({
  name: "dropout",
  inputs: ["x"],
  attrs: { rate: "number" },
  infer: ([x], { rate }, fail) => {
    requireFloat(x, "x", fail);
    const share = decodeNumber(rate);
    if (!(share >= 0 && share < 1)) {
      fail({ code: "rate", expected: "rate must be at least 0 and below 1", actual: String(rate), cure: "give the share that is dropped" });
    }
    return x;
  },
  definition: ([x]) => x,
  vjp: (dy) => [() => dy],
  // x · mask ÷ (1 − rate), where the mask is 1 for numbers drawn below 1 − rate.
  training: ([x], { rate }, { counter, seed, stream }) => {
    const keep = 1 - decodeNumber(rate);
    if (keep === 1) return x;
    const draw: AnyTensor = randomUniform(counter, { shape: x.shape, dtype: x.dtype, seed, stream });
    return mul(x, div(step(sub(keep, draw)), keep));
  },
  picture: {
    role: "function",
    label: ({ rate }) => `dropout ${rate}`,
    title: "Dropout",
    formula: ({ rate }) => `x, in training x × mask, rate ${rate}`,
  },
  notation: {
    text: ([x], { rate }) => atom(`dropout(${x.text}, ${rate})`),
    latex: ([x], { rate }) => atom(`\\operatorname{dropout}_{${latexNumber(rate)}}\\left(${x.text}\\right)`),
  },
});

/** dropout(x, { rate }) = x; a training step drops that share of its elements. See {@link dropoutOp}. */
export function dropout<X extends Tensor>(x: FloatTensor<"dropout", X>, options: { readonly rate: number } & Named): X;
export function dropout(x: Tensor, options: { readonly rate: number } & Named): Tensor {
  const { rate } = optionsOf(dropoutOp, options);
  return apply(dropoutOp, [x], { rate: encodeNumber(rate) }, options);
}
