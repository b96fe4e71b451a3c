import { apply } from "../../graph/apply.ts";
import { addDims, multiplyDims, subtractDims } from "../../graph/dim.ts";
import type { NotationSite } from "../../graph/notation.ts";
import type { AnyTensor, Composite, Fail, Operands, TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showShape } from "../../graph/shape.ts";
import type { Numbers } from "../../graph/types/sliding.ts";
import {
  biased,
  type ConvolutionAttrs,
  convolutionSchema,
  requireBiases,
  requireGroups,
  requireWeights,
  weightsParts,
  weightsShape,
} from "./convolution.ts";
import { biasesCotangent, type Cotangents, weightsCotangent } from "./convolution-cotangents.ts";
import { type ConvolutionHead, convolutionLatex, convolutionText, convolutionWords, windowLabel } from "./convolution-op.ts";
import { requireFloat, requireSameDType } from "./infer.ts";
import { channelAxis, channelsLast, requireLayout, shapeIn, spatialAxes } from "./layout.ts";
import { plusBiases } from "./notation.ts";
import { eachAxis, requireEach, requirePads } from "./sliding.ts";
import { torchTransposed } from "./sliding-torch.ts";
import { transposed, transposedByPhases } from "./transposing.ts";
import { extentOf } from "./windowing.ts";

/** What transposed convolutions over one, two and three axes share: each is what the cotangent of x is in the convolution with its weights. */

export interface TransposedAttrs extends ConvolutionAttrs {
  /** So many rows and columns are added after, which no window reaches: less than the stride. */
  readonly outputPadding: readonly number[];
}
const transposedSchema = { ...convolutionSchema, outputPadding: "integers" } as const;

/** The size along the i-th axis: with "same" as many as n strides, else what n windows cover, without the padding. */
function transposedDim(n: Dim, i: number, size: readonly number[], attrs: TransposedAttrs): Dim {
  const { stride, dilation, padding, pads, outputPadding } = attrs;
  const step = stride[i] as number;
  if (padding === "same") return multiplyDims(n, step);
  const covered = addDims(multiplyDims(subtractDims(n, 1), step), extentOf(size[i] as number, dilation[i] as number));
  const cut = padding === "given" ? (pads[2 * i] as number) + (pads[2 * i + 1] as number) : 0;
  return subtractDims(addDims(covered, outputPadding[i] as number), cut);
}

const shapeOf = (x: TensorType, w: Shape, attrs: TransposedAttrs): Dim[] => {
  const { layout, groups } = attrs;
  const { size, inputs: each } = weightsParts(w, layout);
  const spatial = spatialAxes(layout).map((axis, i) => transposedDim(x.shape[axis] as Dim, i, size, attrs));
  return shapeIn(layout, x.shape[0] as Dim, spatial, each * groups);
};

function inferTransposed(inputs: Operands<TensorType>, attrs: TransposedAttrs, fail: Fail): TensorType {
  const [x, w, b] = inputs;
  const { layout, groups, stride, dilation, padding, pads, outputPadding } = attrs;
  requireFloat(x, "x", fail);
  requireSameDType(inputs, fail);
  requireLayout(x, layout, fail);
  requireWeights(w, layout, channelsLast(layout) ? ["filters ÷ groups", "channels"] : ["channels", "filters ÷ groups"], fail);
  const { size, inputs: each, filters: channels } = weightsParts(w.shape, layout);
  requireGroups(groups, channels, each * groups, fail);
  if (x.shape[channelAxis(layout)] !== channels) {
    fail({
      code: "channels",
      expected: "weights must be for the channels of x",
      actual: `x ${showShape(x.shape)} (${x.shape[channelAxis(layout)]} channels) and weights ${showShape(w.shape)} (${channels})`,
      cure: "transpose or resize weights",
    });
  }
  requireBiases(b, each * groups, fail);
  requireEach({ size, stride, dilation }, layout, fail);
  if (
    outputPadding.length !== stride.length ||
    outputPadding.some((one, i) => one < 0 || one >= (stride[i] as number) || (one > 0 && padding === "same"))
  ) {
    fail({
      code: "output-padding",
      expected: `outputPadding must be at least 0 and less than the stride ${stride.join(" × ")}, and 0 where the padding is "same"`,
      actual: `[${outputPadding.join(", ")}]`,
      cure: "correct outputPadding",
    });
  }
  requirePads(padding, pads, stride.length, fail);
  const shape = shapeOf(x, w.shape, attrs);
  for (const axis of spatialAxes(layout)) {
    const [n, m] = [x.shape[axis] as Dim, shape[axis] as Dim];
    if (n !== 0 && !(typeof m === "number" && m < 1)) continue;
    fail({
      code: "windows-size",
      expected: "padding must leave something of what the windows cover",
      actual: `${m} elements of axis ${axis} of ${showShape(x.shape)}`,
      cure: "give less padding, or a larger x",
    });
  }
  return { shape, dtype: x.dtype };
}

/** Σ over the windows that reach an element, of x times the weights there: as dx is made of dy in a convolution, in one way or the other. */
const transposedBy = (
  way: typeof transposed,
  conv: Composite<ConvolutionAttrs>,
  [x, w, b]: Operands<AnyTensor>,
  attrs: TransposedAttrs,
): AnyTensor => biased(way(conv, x, w, shapeOf(x, w.shape, attrs), asConvolution(attrs)), b, attrs.layout);

/** dx is the convolution of dy, and dw that of it, where dy takes the place of x and x that of dy. */
function transposedCotangents(
  conv: Composite<ConvolutionAttrs>,
  dy: AnyTensor,
  [x, w, b]: Operands<AnyTensor>,
  attrs: TransposedAttrs,
): Cotangents {
  const back = asConvolution(attrs);
  return [
    () => apply(conv, [dy, w], { ...back }) as AnyTensor,
    () => weightsCotangent(x, dy, w.shape, back),
    b && (() => biasesCotangent(dy, attrs.layout)),
  ];
}

const asConvolution = ({ outputPadding: _, ...attrs }: TransposedAttrs): ConvolutionAttrs => attrs;

const transposedWords = (attrs: TransposedAttrs): string[] => {
  const { outputPadding } = attrs;
  const one = new Set(outputPadding).size === 1 ? `${outputPadding[0]}` : outputPadding.join(" × ");
  return [...convolutionWords(attrs), ...(outputPadding.every((each) => each === 0) ? [] : [`output padding ${one}`])];
};

/** The op of a transposed convolution, to be defined: of this convolution it is dx. */
export const transposedConvolution = (
  { name, title, layouts }: ConvolutionHead,
  conv: Composite<ConvolutionAttrs>,
): Composite<TransposedAttrs> => ({
  name,
  inputs: ["x", "weights", "biases?"],
  attrs: { ...transposedSchema, layout: layouts },
  infer: inferTransposed,
  definition: (inputs, attrs) => transposedBy(transposed, conv, inputs, attrs),
  lower: (inputs, attrs) => transposedBy(transposedByPhases, conv, inputs, attrs),
  vjp: (dy, inputs, _, attrs) => transposedCotangents(conv, dy, inputs, attrs),
  picture: {
    role: "function",
    label: (attrs, _, [, w]) => [windowLabel("convᵀ", w as Shape, attrs.layout), ...transposedWords(attrs)].join(", "),
    title,
    formula: (attrs, shapes) => [`x ∗ᵀ w${plusBiases(shapes, 2)}`, ...transposedWords(attrs)].join(", "),
  },
  notation: {
    text: convolutionText(name, "∗ᵀ", transposedWords),
    latex: convolutionLatex("\\ast^{\\top}", transposedWords),
    torch: (operands, attrs, site) => torchTransposed(operands, ...cutInTorch(attrs, site)),
  },
});

/** What "same" cuts off in numbers; where windows do not reach one another nothing is, and rows are added that none reaches. */
function cutInTorch(attrs: TransposedAttrs, { shapes }: NotationSite): [TransposedAttrs, readonly (readonly [number, number])[]] {
  const { size } = weightsParts(shapes?.[1] as Shape, attrs.layout);
  const { padding, pads, stride, dilation } = attrs;
  if (padding !== "same") {
    return [attrs, size.map((_, i) => (padding === "given" ? [pads[2 * i] as number, pads[2 * i + 1] as number] : [0, 0]))];
  }
  const totals = size.map((one, i) => extentOf(one, dilation[i] as number) - (stride[i] as number));
  const cut = totals.map((total): readonly [number, number] => [Math.floor(Math.max(0, total) / 2), Math.ceil(Math.max(0, total) / 2)]);
  return [{ ...attrs, outputPadding: totals.map((total) => Math.max(0, -total)) }, cut];
}

/** What its layers take, and the shape of their own weights. */
export const transposedKind = {
  further: ["outputPadding output_padding"],
  attrs: (options: object, axes: number) => ({
    outputPadding: eachAxis((options as { readonly outputPadding?: Numbers }).outputPadding ?? 0, axes),
  }),
  weights: (size: readonly number[], channels: number, filters: number, groups: number, layout: string): number[] =>
    weightsShape(size, filters / groups, channels, layout),
};
