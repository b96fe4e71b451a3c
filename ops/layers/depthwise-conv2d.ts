import { apply, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { type AnyTensor, defineOp, type Fail, failAt, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ConvolutionSize, DepthwiseBiases, DepthwiseInput, DepthwiseShape, DepthwiseWeights } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout2d, Numbers, Padding, SlidAxes } from "../../graph/types/sliding.ts";
import { reshape } from "../move/reshape.ts";
import { type ConvolutionAttrs, inferConvolution, requireWeights } from "../shared/convolution.ts";
import { convolutionCotangents } from "../shared/convolution-cotangents.ts";
import { type CheckedSlides, fanned, requireWindow, type Slides, slides } from "../shared/convolution-layer.ts";
import { convolutionLatex, convolutionText, windowLabel } from "../shared/convolution-op.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import {
  finishLayer,
  givenParameters,
  type LayerOptions,
  layerOptions,
  type OwnLayerOptions,
  ownLayerOptions,
  ownParameters,
} from "../shared/layer.ts";
import { channelAxis, channelsLast, requireLayout } from "../shared/layout.ts";
import { plusBiases } from "../shared/notation.ts";
import { type SlidingAttrs, type SlidingOptions, slidingAttrs, slidingSchema, slidingWords } from "../shared/sliding.ts";
import { torchDepthwise } from "../shared/sliding-torch.ts";
import { conv2dOp } from "./conv2d.ts";

/**
 * depthwiseConv2d(x, w, b) = x ∗ w + b, channel by channel: each has M filters of its own, which see no other.
 *
 *     y[n, i, j, c·M + m] = b[c·M + m] + Σ over k, l of x[n, i·stride + k·dilation − before, j·stride + l·dilation − before, c] · w[k, l, c, m]
 *
 * x: float[N, H, W, C], w: float[h, w, C, M], b: float[C·M] → float[N, H′, W′, C·M]; under "NCHW" x: float[N, C, H, W],
 *    w: float[C·M, 1, h, w] → float[N, C·M, H′, W′]; H′ and W′ are those of conv2d
 * Edges:   those of conv2d, of which it is the one of C groups. A convolution of windows of one element after it mixes the channels.
 * Errors:  those of conv2d.
 * Source:  Chollet 2017, arXiv 1610.02357; Howard et al. 2017, arXiv 1704.04861; Keras DepthwiseConv2D, whose depth_multiplier is M; ONNX Conv-11.
 */
export const depthwiseConv2dOp = defineOp<SlidingAttrs>({
  name: "depthwiseConv2d",
  inputs: ["x", "weights", "biases?"],
  attrs: { ...slidingSchema, layout: ["NHWC", "NCHW"] },
  infer: (inputs, attrs, fail) => {
    const [x, w, b] = inputs;
    requireFloat(x, "x", fail);
    requireSameDType(inputs, fail);
    requireLayout(x, attrs.layout, fail);
    requireChannels(x, w, attrs.layout, fail);
    const whole = { shape: groupedShape(w.shape, attrs.layout), dtype: w.dtype };
    return inferConvolution([x, whole, ...(b === undefined ? [] : [b])] as unknown as Operands<TensorType>, asConvolution(x, attrs), fail);
  },
  definition: (inputs, attrs) => {
    const [x, w, b] = inputs;
    return apply(conv2dOp, [x, grouped(w, attrs.layout), ...(b === undefined ? [] : [b])], { ...asConvolution(x, attrs) }) as AnyTensor;
  },
  vjp: (dy, [x, w, b], _, attrs) => {
    const operands = [x, grouped(w, attrs.layout), b] as unknown as Operands<AnyTensor>;
    const [dx, dw, db] = convolutionCotangents(conv2dOp, dy, operands, asConvolution(x, attrs));
    return [dx, () => reshape(dw?.() as AnyTensor, { shape: [...w.shape] }) as AnyTensor, b && db];
  },
  picture: {
    role: "function",
    label: (attrs, _, [, w]) => [windowLabel("depthwise conv", w as Shape, attrs.layout), ...slidingWords(attrs)].join(", "),
    title: "DepthwiseConv2d",
    formula: (attrs, shapes) => [`x ∗ w${plusBiases(shapes, 2)}, channel by channel`, ...slidingWords(attrs)].join(", "),
  },
  notation: {
    text: convolutionText("conv2d", "∗", words),
    latex: convolutionLatex("\\ast", words),
    torch: torchDepthwise,
  },
});

function words(attrs: SlidingAttrs): string[] {
  return ["depthwise", ...slidingWords(attrs)];
}

/** [h, w, C, M] as [h, w, 1, C·M], weights of C groups; where channels come first they are that. */
const groupedShape = (w: Shape, layout: string): number[] =>
  (channelsLast(layout) ? [...w.slice(0, 2), 1, (w[2] as number) * (w[3] as number)] : [...w]) as number[];
const grouped = (w: AnyTensor, layout: string): AnyTensor =>
  (channelsLast(layout) ? reshape(w, { shape: groupedShape(w.shape, layout) }) : w) as AnyTensor;

const asConvolution = (x: TensorType, attrs: SlidingAttrs): ConvolutionAttrs => ({
  ...attrs,
  groups: x.shape[channelAxis(attrs.layout)] as number,
});

/** Weights must be for the channels of x, each with as many filters. */
function requireChannels(x: TensorType, w: TensorType, layout: string, fail: Fail): void {
  requireWeights(w, layout, channelsLast(layout) ? ["channels", "filters of each"] : ["filters", "1"], fail);
  const channels = x.shape[channelAxis(layout)] as Dim;
  const [of, seen] = w.shape as readonly [number, number];
  const fits = channelsLast(layout)
    ? w.shape[2] === channels
    : seen === 1 && typeof channels === "number" && channels > 0 && of % channels === 0;
  if (fits && channels !== 0) return;
  fail({
    code: "channels",
    expected: channelsLast(layout)
      ? "weights must be for the channels of x"
      : "weights must have as many filters for each channel of x, and see one",
    actual: `x ${showType(x)} (${channels} channels) and weights ${showType(w)}`,
    cure: "transpose or resize weights",
  });
}

interface OwnDepthwise<K, M> extends OwnLayerOptions {
  /** Elements of the window along each axis: one number, or one for each. */
  readonly size: K;
  /** How many filters each channel has, default 1. */
  readonly depthMultiplier?: M;
}
interface GivenDepthwise<W, B> extends LayerOptions {
  /** [h, w, channels, filters of each]; with channels first [filters, 1, h, w]. */
  readonly weights: W;
  /** One for each channel of the result. */
  readonly biases?: B;
}

/** What depthwiseConv2d takes: `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type DepthwiseConv2dOptions = Omit<Slides<Numbers, Numbers, Padding, never, Layout2d>, "groups"> &
  (OwnDepthwise<Numbers, number> | GivenDepthwise<Tensor, Tensor>);

/** depthwiseConv2d(x, { size }) = x ∗ w + b, channel by channel, with parameters of its own or given ones. See {@link depthwiseConv2dOp}. */
export function depthwiseConv2d<
  X extends Tensor,
  const K extends Numbers = never,
  const M extends number = 1,
  W extends Tensor = never,
  B extends Tensor = never,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const L extends Layout2d = "NHWC",
>(
  x: DepthwiseInput<X, L>,
  options: Omit<CheckedSlides<"depthwiseConv2d", SlidAxes<X["shape"], L>, T, D, P, never, L>, "groups"> &
    (
      | OwnDepthwise<ConvolutionSize<"depthwiseConv2d", X["shape"], K, D, P, L>, M>
      | GivenDepthwise<DepthwiseWeights<X, W, D, P, L>, DepthwiseBiases<X, W, B, L>>
    ),
): Tensor<DepthwiseShape<X["shape"], M, K, W, T, D, P, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function depthwiseConv2d(x: Tensor, options: DepthwiseConv2dOptions): Tensor {
  const op = "depthwiseConv2d";
  requireTensor(op, x);
  const given = (options as { readonly weights?: unknown } | undefined)?.weights !== undefined;
  const own = given ? ["weights", "biases"] : ["size kernel_size kernel_shape kernel", "depthMultiplier depth_multiplier"];
  const known = slides.filter((option) => !option.startsWith("groups"));
  checkOptions(op, options, [...own, ...known, ...(given ? layerOptions : ownLayerOptions), "name"]);
  const id = builderOf(x).reserve(op, options?.name);
  const fail = failAt(op, id);
  const { layout = "NHWC" } = options ?? {};
  const attrs = { ...slidingAttrs((options ?? {}) as SlidingOptions, 2, fail), layout };
  const parameters = given
    ? givenParameters(options as { readonly weights: Tensor })
    : ownWeights(x, id, (options ?? {}) as OwnDepthwise<Numbers, number>, layout, fail);
  return finishLayer(op, apply(depthwiseConv2dOp, [x, ...parameters], attrs, { name: id }), id, parameters, options);
}

function ownWeights(
  x: Tensor,
  id: string,
  { size, depthMultiplier = 1, ...options }: OwnDepthwise<Numbers, number>,
  layout: string,
  fail: Fail,
) {
  const { read, channels, each } = requireWindow("depthwiseConv2d", "NHWC", x, size, layout, "{ size: 3 }", fail);
  if (!Number.isSafeInteger(depthMultiplier) || depthMultiplier < 1) {
    fail({
      code: "filters",
      expected: "depthMultiplier must be a whole number ≥ 1",
      actual: showValue(depthMultiplier),
      cure: "correct depthMultiplier",
    });
  }
  const filters = channels * depthMultiplier;
  const shape = channelsLast(read) ? [...each, channels, depthMultiplier] : [filters, 1, ...each];
  const window = each.reduce((a, b) => a * b, 1);
  const init = fanned(x, options.init, [window, window * depthMultiplier]);
  return ownParameters(x, id, shape, filters, { ...options, init }, fail);
}
