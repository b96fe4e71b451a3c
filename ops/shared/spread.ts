import { type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, latexCall, type NotationSite } from "../../graph/notation.ts";
import type { AnyTensor, Fail, Form, Op, Operands, Picture, TensorType } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { div } from "../elementwise/div.ts";
import { maximum } from "../elementwise/maximum.ts";
import { sub } from "../elementwise/sub.ts";
import { mean } from "../reduce/mean.ts";
import { size } from "../reduce/size.ts";
import { type ReduceOptions, type ReductionOptions, reductionAttrs } from "./axes.ts";
import { inferReduction, type ReductionAttrs, requireFloat } from "./infer.ts";
import { alongAxes, latexBelow, reducedAxes } from "./notation.ts";

/** What the variance and the standard deviation share. */

export interface SpreadAttrs extends ReductionAttrs {
  /** The divisor is n − ddof. */
  readonly ddof: number;
}
export const spreadSchema = { axis: "integers", keepdims: "boolean", ddof: "number" } as const;

/** The options of a variance or standard deviation of X over the axes A. */
export interface SpreadOptions<Op extends string, X extends Tensor, A, K> extends ReductionOptions<Op, X, A, K> {
  /** Divides by n − ddof: 0, the default, for all there are, 1 for a sample of them. */
  readonly ddof?: number;
}

export function inferSpread(inputs: Operands<TensorType>, attrs: SpreadAttrs, fail: Fail): TensorType {
  requireFloat(inputs[0], "x", fail);
  const ddof = decodeNumber(attrs.ddof);
  if (!(ddof >= 0 && ddof < Number.POSITIVE_INFINITY)) {
    fail({
      code: "ddof",
      expected: "ddof must be a finite number ≥ 0",
      actual: String(ddof),
      cure: "divide by n with 0, by n − 1 with 1",
    });
  }
  return inferReduction(inputs, attrs, fail);
}

/** The attributes of a variance of x. */
export function spreadAttrs(op: Op, x: Tensor, options?: ReduceOptions & { readonly ddof?: number } & Named) {
  const { ddof = 0 } = optionsOf(op, options, ["ddof correction"]);
  return { ...reductionAttrs(op, x, options), ddof: encodeNumber(ddof) };
}

/** x − its mean. */
export const deviations = (x: AnyTensor, axis: readonly number[]): AnyTensor => sub(x, mean(x, { axis, keepdims: true }));

/** n − ddof, at least 0. */
export const freedom = (x: AnyTensor, { axis, ddof }: SpreadAttrs): AnyTensor => {
  const n = size(x, { axis, dtype: x.dtype as "float32" });
  return ddof === 0 ? n : maximum(sub(n, ddof), 0);
};

/** x ÷ (n − ddof) */
export const perFreedom = (x: AnyTensor, of: AnyTensor, attrs: SpreadAttrs): AnyTensor => div(x, freedom(of, attrs));

/** ", ddof 1" */
const ddofWords = ({ ddof }: SpreadAttrs): string => (ddof === 0 ? "" : `, ddof ${ddof}`);

export const spreadPicture = (name: string, title: string, formula: (divisor: string) => string): Picture<SpreadAttrs> => ({
  role: "reduction",
  label: (attrs, _, [x]) => `${name}${alongAxes(attrs.axis, x as Shape)}${ddofWords(attrs)}`,
  title,
  formula: ({ axis, ddof }, [x]) => `${formula(ddof === 0 ? "n" : `(n − ${ddof})`)}${alongAxes(axis, x as Shape)}`,
});

const words = (attrs: SpreadAttrs, site: NotationSite): string => `${reducedAxes(attrs, site)}${ddofWords(attrs)}`;

export const spreadNotation = (text: string, latex: string): Form<SpreadAttrs>["notation"] => ({
  text: ([x], attrs, site) => atom(`${text}(${x.text}${words(attrs, site)})`),
  latex: (operands, attrs, site) => latexCall(`${latex}${latexBelow(words(attrs, site))}`)(operands, attrs, site),
});
