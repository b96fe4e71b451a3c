import { apply, type Named, type Operand, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, type TensorType } from "../../graph/op.ts";
import { broadcast, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Broadcast } from "../../graph/types/broadcast.ts";
import type { SameShape } from "../../graph/types/dims.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf, ShapeOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { step } from "../elementwise/step.ts";
import { sub } from "../elementwise/sub.ts";
import { randomUniform } from "../random/random-uniform.ts";
import { requireFloat } from "../shared/infer.ts";
import { asTargets } from "../shared/losses.ts";
import { latexNumber } from "../shared/notation.ts";

export interface DropoutAttrs {
  readonly rate: number | string;
}

/**
 * dropout(x, { rate }) = x; in a training step, x with a share `rate` of its elements set to 0 and the others divided by 1 − rate.
 * dropout(x, { rate, mask }) = x; in a training step, x · mask ÷ (1 − rate) of a mask that is given: 1 keeps an element, 0 drops it.
 *
 * x: float[...S]; rate: the share that is dropped, 0 ≤ rate < 1; mask: any[...M], which broadcasts to S → float[...S]
 * Edges:   each element falls by itself, with another draw in every step; the mean stays that of x. rate 0 drops nothing.
 *          A dropped Infinity or NaN is NaN. A mask is taken as it is: nothing is drawn, and what is neither 0 nor 1 is a factor. Outside of
 *          a training step it does nothing, but where it is an input it must be fed.
 * Errors:  OpError when x is not a float tensor, rate is not in [0, 1) or mask does not broadcast to x.
 * Source:  NNFS ch. 15, binomial(1, 1 − rate) ÷ (1 − rate); Srivastava et al. 2014.
 */
export const dropoutOp = defineOp<DropoutAttrs>({
  name: "dropout",
  inputs: ["x", "mask?"],
  attrs: { rate: "number" },
  infer: ([x, mask], { rate }, fail) => {
    requireFloat(x, "x", fail);
    const share = decodeNumber(rate);
    if (!(share >= 0 && share < 1)) {
      fail({ code: "rate", expected: "rate must be at least 0 and below 1", actual: String(rate), cure: "give the share that is dropped" });
    }
    if (mask !== undefined) requireMask(x, mask, fail);
    return x;
  },
  definition: ([x]) => x,
  vjp: (dy) => [() => dy, undefined],
  // x · mask ÷ (1 − rate), where the mask is 1 for numbers drawn below 1 − rate.
  training: ([x, mask], { rate }, { counter, seed, stream }) => {
    const keep = 1 - decodeNumber(rate);
    if (mask !== undefined) return mul(x, div(asTargets(mask, x), keep));
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
    text: ([x, mask], { rate }) => atom(`dropout(${x.text}, ${mask ? `${mask.text}, ` : ""}${rate})`),
    torch: ([x, mask], { rate }) =>
      mask === undefined
        ? atom(`F.dropout(${x.text}, ${rate}, self.training)`)
        : atom(`(${x.text} * ${grouped(mask, binding.power)} / (1 - ${rate}) if self.training else ${x.text})`),
    latex: ([x, mask], { rate }) =>
      atom(`\\operatorname{dropout}_{${latexNumber(rate)}}\\left(${x.text}${mask ? `,\\, ${mask.text}` : ""}\\right)`),
  },
});

function requireMask(x: TensorType, mask: TensorType, fail: Fail): void {
  const common = broadcast(x.shape, mask.shape);
  if ("shape" in common && sameShape(common.shape, x.shape)) return;
  const expected = `mask must broadcast to x, ${showShape(x.shape)}`;
  fail({ code: "broadcast", expected, actual: showType(mask), cure: "give one number for each element of x" });
}

/** What dropout drops. */
interface DropoutOptions<M> extends Named {
  /** The share of elements that falls, 0 ≤ rate < 1. */
  readonly rate: number;
  /** Which ones: 1 keeps, 0 drops. Drawn in every step where none is given. */
  readonly mask?: M;
}

type MaskProblem<S extends Shape, M extends Shape> =
  Broadcast<S, M> extends [infer Common extends Shape]
    ? SameShape<Common, S> extends true
      ? never
      : `dropout: mask must broadcast to x, ${ShowShape<S>}, got ${ShowShape<M>}`
    : `dropout: mask must broadcast to x, ${ShowShape<S>}, got ${ShowShape<M>}`;

/** The result has the type of X, but depends on the mask, too. */
type Masked<X extends Tensor, M> = [M] extends [never] ? X : Tensor<X["shape"], X["dtype"], NeedsOf<X> | NeedsOf<M>>;

/** dropout(x, { rate }) = x; a training step drops that share of its elements. See {@link dropoutOp}. */
export function dropout<X extends Tensor, const M extends Operand = never>(
  x: FloatTensor<"dropout", X>,
  options: DropoutOptions<Checked<MaskProblem<X["shape"], ShapeOf<M>>, M>>,
): Masked<X, M>;
export function dropout(x: Tensor, options: DropoutOptions<Operand>): Tensor {
  const { rate, mask, name } = optionsOf(dropoutOp, options, ["rate p", "mask"]);
  return apply(dropoutOp, mask === undefined ? [x] : [x, mask], { rate: encodeNumber(rate) }, name === undefined ? {} : { name });
}
