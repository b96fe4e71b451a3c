import { atom, latexCall, subscriptText } from "../../graph/notation.ts";
import type { Fail, Form, Operands, Picture, TensorType } from "../../graph/op.ts";
import type { Scalar, ScalarBuilder } from "../../graph/scalar.ts";
import type { Shape } from "../../graph/shape.ts";
import { inferReduction, type ReductionAttrs } from "./infer.ts";
import { alongAxes, latexBelow, numpyReduction, reducedAxes } from "./notation.ts";

/** What any and all share: elements other than 0 are true, NaN is, too; both count, so that no elements are no special case. */

export const inferTruth = (inputs: Operands<TensorType>, attrs: ReductionAttrs, fail: Fail): TensorType => ({
  shape: inferReduction(inputs, attrs, fail).shape,
  dtype: "bool",
});

export const isTrue = (s: ScalarBuilder, x: Scalar): Scalar => s.cast(x, "bool");
/** 1 where true, to be counted. */
export const counted = (s: ScalarBuilder, truth: Scalar): Scalar => s.cast(truth, "int32");

export const truthPicture = (name: string): Picture<ReductionAttrs> => ({
  role: "reduction",
  label: ({ axis }, _, [x]) => `${name}${alongAxes(axis, x as Shape)}`,
});

export const truthNotation = (name: string): Form<ReductionAttrs>["notation"] => ({
  text: ([x], attrs, site) =>
    atom(site.indexed ? `${name}${subscriptText(site.index)}(${x.text})` : `${name}(${x.text}${reducedAxes(attrs, site)})`),
  latex: (operands, attrs, site) => {
    const below = site.index !== "" ? `_{${site.index}}` : site.indexed ? "" : latexBelow(reducedAxes(attrs, site));
    return latexCall(`\\operatorname{${name}}${below}`)(operands, attrs, site);
  },
  numpy: numpyReduction(`np.${name}`),
});
