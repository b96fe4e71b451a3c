import { apply } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NumberTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { AnyLayout, Numbers, Padding, PoolInput, PoolShape } from "../../graph/types/sliding.ts";
import { cast } from "../elementwise/cast.ts";
import { chainDiv } from "../elementwise/chain-div.ts";
import { equal } from "../elementwise/equal.ts";
import { mul } from "../elementwise/mul.ts";
import { reshape } from "../move/reshape.ts";
import { max } from "../reduce/max.ts";
import { sum } from "../reduce/sum.ts";
import { overWindows } from "../shared/over-windows.ts";
import {
  type AnyPool,
  type CheckedPool,
  inferPool,
  type PoolAttrs,
  poolAttrs,
  pooled,
  poolPicture,
  poolSchema,
  poolWords,
  requireNumbers,
  sideBySide,
} from "../shared/pool.ts";
import { torchMaxPool } from "../shared/sliding-torch.ts";

/**
 * maxPool(x, { size }) = the largest element of each window of x, channel by channel.
 *
 *     y[n, i, j, c] = max over k, l of x[n, i·stride + k·dilation − before, j·stride + l·dilation − before, c]
 *
 * x: number[N, …S, C], under "NCHW" [N, C, …S], of one to three axes S → same dtype, each axis n of S with
 *    ⌊(before + n + after − dilation·(size − 1) − 1) ÷ stride⌋ + 1 elements, by default as many as whole windows stand side by side
 * Edges:   padding is never the largest: it is −Infinity, of integers their smallest. NaN → NaN. Elements that are equally large share the
 *          cotangent, as in max. `ceil` counts windows that end beyond the padding, too, as long as they begin before its part after x.
 * Errors:  OpError when x has not three to five axes, the window is larger than x with its padding, or the padding not smaller than the window.
 * Source:  Keras MaxPooling2D; ONNX MaxPool-12.
 */
export const maxPoolOp = defineOp<PoolAttrs>({
  name: "maxPool",
  inputs: ["x"],
  attrs: poolSchema,
  infer: (inputs, attrs, fail) => {
    requireNumbers(inputs[0], "x", fail);
    return inferPool(inputs, attrs, fail);
  },
  definition: ([x], attrs) => {
    const { windows, axis } = pooled(x, attrs, smallest(x));
    return max(windows, { axis }) as AnyTensor;
  },
  lower: ([x], attrs) => {
    const { windows, axis } = sideBySide(x, attrs) ?? pooled(x, attrs, smallest(x));
    return max(windows, { axis }) as AnyTensor;
  },
  vjp: (dy, [x], y, attrs) => [
    () => {
      // Of windows side by side x itself is the windows, its axes split.
      const apart = sideBySide(x, attrs);
      const { windows, axis } = apart ?? pooled(x, attrs, smallest(x));
      const beside = (of: AnyTensor): AnyTensor =>
        reshape(of, { shape: apart?.kept ?? [...y.shape, ...attrs.size.map(() => 1)] }) as AnyTensor;
      const largest = (of: AnyTensor, y: AnyTensor): AnyTensor => cast(equal(of, y), { dtype: x.dtype }) as AnyTensor;
      const equals = largest(windows, beside(y));
      if (apart) {
        const dw = mul(equals, chainDiv(beside(dy), sum(equals, { axis, keepdims: true }) as AnyTensor));
        return reshape(dw, { shape: x.shape }) as AnyTensor;
      }
      const share = chainDiv(dy, sum(equals, { axis }) as AnyTensor) as AnyTensor;
      return overWindows(x.shape, y.shape, attrs, (elements, of) => mul(largest(elements(x), of(y)), of(share)) as AnyTensor);
    },
  ],
  picture: poolPicture("max", "Max pool", "max over windows of x", poolWords),
  notation: {
    text: ([x], attrs) => atom(`maxPool(${[x.text, ...poolWords(attrs)].join(", ")})`),
    torch: torchMaxPool,
    latex: ([x], attrs) => atom(`\\operatorname{maxPool}_{\\text{${poolWords(attrs).join(", ")}}}\\left(${x.text}\\right)`),
  },
});

/** Less than any element, or as small as the smallest. */
const smallest = ({ dtype }: Tensor): number => (dtype === "int32" ? -(2 ** 31) : dtype === "uint8" ? 0 : Number.NEGATIVE_INFINITY);

/** What maxPool takes. */
export type MaxPoolOptions = AnyPool;

/** maxPool(x, { size }) = the largest element of each window of x. See {@link maxPoolOp}. */
export function maxPool<
  X extends Tensor,
  const K extends Numbers,
  const T extends Numbers = never,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const E extends boolean = false,
  const L extends AnyLayout | undefined = undefined,
>(
  x: PoolInput<"maxPool", NumberTensor<"maxPool", X>, X, L>,
  options: CheckedPool<"maxPool", X, K, T, D, P, E, L>,
): Tensor<PoolShape<X["shape"], K, T, D, P, E, L>, X["dtype"], NeedsOf<X>>;
export function maxPool(x: Tensor, options: MaxPoolOptions): Tensor {
  const { id, attrs } = poolAttrs(maxPoolOp, x, options);
  return apply(maxPoolOp, [x], attrs, { name: id });
}
