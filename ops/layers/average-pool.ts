import { apply } from "../../graph/apply.ts";
import { addDims, subtractDims } from "../../graph/dim.ts";
import { literal } from "../../graph/leaves.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { AnyLayout, Numbers, Padding, PoolInput, PoolShape } from "../../graph/types/sliding.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { reshape } from "../move/reshape.ts";
import { windows } from "../move/windows.ts";
import { mean } from "../reduce/mean.ts";
import { sum } from "../reduce/sum.ts";
import { requireFloat } from "../shared/infer.ts";
import { channelsLast, spatialAxes } from "../shared/layout.ts";
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
  sideBySide,
} from "../shared/pool.ts";
import { givenPads, padsOf, withMargins } from "../shared/sliding.ts";
import { torchAveragePool } from "../shared/sliding-torch.ts";

interface AveragePoolAttrs extends PoolAttrs {
  readonly countIncludePad: boolean;
}

/**
 * averagePool(x, { size }) = the mean of each window of x, channel by channel.
 *
 *     y[n, i, j, c] = mean over k, l of x[n, i·stride + k·dilation − before, j·stride + l·dilation − before, c]
 *
 * x: float[N, …S, C], under "NCHW" [N, C, …S], of one to three axes S → float, the shape as that of maxPool
 * Edges:   a mean is of the elements of x alone, as in TensorFlow; with `countIncludePad` the zeros of the padding count, too, but never what
 *          lies beyond it under `ceil` (ONNX). NaN → NaN.
 * Errors:  those of maxPool; OpError when x is not a float tensor.
 * Source:  Keras AveragePooling2D; ONNX AveragePool-22.
 */
export const averagePoolOp = defineOp<AveragePoolAttrs>({
  name: "averagePool",
  inputs: ["x"],
  attrs: { ...poolSchema, countIncludePad: "boolean" },
  infer: (inputs, attrs, fail) => {
    requireFloat(inputs[0], "x", fail);
    return inferPool(inputs, attrs, fail);
  },
  definition: ([x], attrs) => meanOf(pooled(x, attrs, 0), countsOf(x, attrs)),
  lower: ([x], attrs) => meanOf(sideBySide(x, attrs) ?? pooled(x, attrs, 0), countsOf(x, attrs)),
  vjp: (dy, [x], _, attrs) => [
    () => {
      const share = div(dy, countsOf(x, attrs) ?? attrs.size.reduce((a, b) => a * b)) as AnyTensor;
      const apart = sideBySide(x, attrs);
      if (apart)
        return reshape(broadcastTo(reshape(share, { shape: apart.kept }), { shape: apart.windows.shape }), { shape: x.shape }) as AnyTensor;
      // What an element has of a window is the same for all its elements: one axis after the other.
      return spatialAxes(attrs.layout).reduce((sums, axis) => {
        const shape = sums.shape.with(axis, x.shape[axis] as Dim);
        return overWindows(shape, sums.shape, attrs, (_, of) => of(sums), [axis]);
      }, share);
    },
  ],
  picture: poolPicture("mean", "Average pool", "mean over windows of x", words),
  notation: {
    text: ([x], attrs) => atom(`averagePool(${[x.text, ...words(attrs)].join(", ")})`),
    torch: torchAveragePool,
    latex: ([x], attrs) => atom(`\\operatorname{averagePool}_{\\text{${words(attrs).join(", ")}}}\\left(${x.text}\\right)`),
  },
});

/** What averagePool takes. */
export type AveragePoolOptions = AnyPool & {
  /** true counts the zeros of the padding, too. Default false. */
  readonly countIncludePad?: boolean;
};

/** averagePool(x, { size }) = the mean of each window of x. See {@link averagePoolOp}. */
export function averagePool<
  X extends Tensor,
  const K extends Numbers,
  const T extends Numbers = never,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const E extends boolean = false,
  const L extends AnyLayout | undefined = undefined,
>(
  x: PoolInput<"averagePool", FloatTensor<"averagePool", X>, X, L>,
  options: CheckedPool<"averagePool", X, K, T, D, P, E, L> & Pick<AveragePoolOptions, "countIncludePad">,
): Tensor<PoolShape<X["shape"], K, T, D, P, E, L>, X["dtype"], NeedsOf<X>>;
export function averagePool(x: Tensor, options: AveragePoolOptions): Tensor {
  const { id, attrs } = poolAttrs(averagePoolOp, x, options, ["countIncludePad count_include_pad"]);
  return apply(averagePoolOp, [x], { ...attrs, countIncludePad: options.countIncludePad ?? false }, { name: id });
}

function words(attrs: AveragePoolAttrs): string[] {
  return [...poolWords(attrs), ...(attrs.countIncludePad ? ["padding counted"] : [])];
}

const meanOf = ({ windows, axis }: ReturnType<typeof pooled>, counts: AnyTensor | undefined): AnyTensor =>
  (counts === undefined ? mean(windows, { axis }) : div(sum(windows, { axis }) as AnyTensor, counts)) as AnyTensor;

/**
 * How many elements fall into each window, shaped to divide the result by: the product of those along each axis, sums of windows of ones.
 * Undefined where every window is full.
 */
function countsOf(x: AnyTensor, attrs: AveragePoolAttrs): AnyTensor | undefined {
  const { size, stride, dilation, layout, countIncludePad } = attrs;
  const axes = spatialAxes(layout);
  let full = true;
  const along = axes.map((axis, i): AnyTensor => {
    const dim = x.shape[axis] as Dim;
    const [before, after] = padsOf(dim, i, size, attrs);
    const counted = countIncludePad ? givenPads(dim, i, size, attrs) : ([0, 0] as const);
    const margins = [subtractDims(before, counted[0]), subtractDims(after, counted[1])] as const;
    if (margins.some((one) => one !== 0)) full = false;
    const elements = counted.reduce((a, b) => addDims(a, b), dim);
    const ones = withMargins(broadcastTo(literal(1, x), { shape: [elements] }) as AnyTensor, [margins], 0);
    const options = { size: size[i] as number, stride: stride[i] as number, dilation: dilation[i] as number, axes: 0 };
    const count = sum(windows(ones, options) as AnyTensor, { axis: 1 }) as AnyTensor;
    const behind = axes.length - 1 - i + (channelsLast(layout) ? 1 : 0);
    return reshape(count, { shape: [count.shape[0] as Dim, ...Array<number>(behind).fill(1)] }) as AnyTensor;
  });
  return full ? undefined : along.reduce((a, b) => mul(a, b) as AnyTensor);
}
