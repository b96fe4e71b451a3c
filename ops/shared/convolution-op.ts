import { atom, binding, grouped, type Notation } from "../../graph/notation.ts";
import type { Composite } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import { type ConvolutionAttrs, convolutionSchema, convolve, inferConvolution, weightsParts } from "./convolution.ts";
import { convolutionCotangents } from "./convolution-cotangents.ts";
import { plusBiases } from "./notation.ts";
import { slidingWords } from "./sliding.ts";
import { torchConvolution } from "./sliding-torch.ts";

/** What tells the convolutions, and the transposed ones, over one, two and three axes apart. */
export interface ConvolutionHead {
  readonly name: string;
  /** Heading of its box. */
  readonly title: string;
  /** Channels last and channels first. */
  readonly layouts: readonly [string, string];
}

/** The op of a convolution, to be defined. */
export function convolution({ name, title, layouts }: ConvolutionHead): Composite<ConvolutionAttrs> {
  const op: Composite<ConvolutionAttrs> = {
    name,
    inputs: ["x", "weights", "biases?"],
    attrs: { ...convolutionSchema, layout: layouts },
    infer: inferConvolution,
    definition: convolve,
    vjp: (dy, inputs, _, attrs) => convolutionCotangents(op, dy, inputs, attrs),
    picture: {
      role: "function",
      label: (attrs, _, [, w]) => [windowLabel("conv", w as Shape, attrs.layout), ...convolutionWords(attrs)].join(", "),
      title,
      formula: (attrs, shapes) => [`x ∗ w${plusBiases(shapes, 2)}`, ...convolutionWords(attrs)].join(", "),
    },
    notation: {
      text: convolutionText(name, "∗", convolutionWords),
      latex: convolutionLatex("\\ast", convolutionWords),
      torch: torchConvolution,
    },
  };
  return op;
}

/** "conv 3 × 3" */
export const windowLabel = (name: string, w: Shape, layout: string): string => `${name} ${weightsParts(w, layout).size.join(" × ")}`.trim();

/** "stride 2", "same": what of the attributes is not as where no option is given. */
export const convolutionWords = (attrs: ConvolutionAttrs): string[] => [
  ...slidingWords(attrs),
  ...(attrs.groups === 1 ? [] : [`${attrs.groups} groups`]),
];

/** x ∗ w + b, or name(x, w, stride 2, same) + b. */
export const convolutionText =
  <A>(name: string, sign: string, words: (attrs: A) => readonly string[]): Notation<A> =>
  ([x, w, b], attrs) => {
    const options = words(attrs);
    const y =
      options.length === 0
        ? { text: `${grouped(x, binding.product)} ${sign} ${grouped(w, binding.product + 1)}`, binds: binding.product }
        : atom(`${name}(${[x.text, w.text, ...options].join(", ")})`);
    return b ? { text: `${y.text} + ${b.text}`, binds: binding.sum } : y;
  };

/** x \ast_{\text{stride 2, same}} w + b */
export const convolutionLatex =
  <A>(sign: string, words: (attrs: A) => readonly string[]): Notation<A> =>
  ([x, w, b], attrs) => {
    const options = words(attrs).join(", ");
    const below = options === "" ? "" : `_{\\text{${options}}}`;
    const y = `${grouped(x, binding.product, "\\left(", "\\right)")} ${sign}${below} ${grouped(w, binding.product + 1, "\\left(", "\\right)")}`;
    return b ? { text: `${y} + ${b.text}`, binds: binding.sum } : { text: y, binds: binding.product };
  };
