import { call, latexCall } from "../../graph/notation.ts";
import type { AnyTensor, Form, Picture } from "../../graph/op.ts";
import { cast } from "../elementwise/cast.ts";
import { div } from "../elementwise/div.ts";
import { mean } from "../reduce/mean.ts";
import { size } from "../reduce/size.ts";
import { sum } from "../reduce/sum.ts";

/** What accuracies share: the share of elements that are true, in float64 as NumPy's mean of booleans. */

/** As the textbook has it: the mean of ones and zeros. */
export const meanOf = (hits: AnyTensor): AnyTensor => mean(cast(hits, { dtype: "float64" }));

/**
 * The same number: hits, counted exactly as whole numbers, ÷ all. The engine counts them beside the sums of a loss. `of` is what tells how
 * many there are, targets rather than hits: what is read only for its size would have to be stored.
 */
export const shareOf = (hits: AnyTensor, of: AnyTensor): AnyTensor => {
  const axis = hits.shape.map((_, position) => position);
  return div(cast(sum(cast(hits, { dtype: "int32" })), { dtype: "float64" }), size(of, { axis, dtype: "float64" }));
};

/** An accuracy is drawn as its formula, and written by the one name of them all. */
export const accuracyPicture = (formula: string): Picture<unknown> => ({ role: "reduction", label: formula, title: "Accuracy", formula });
export const accuracyNotation: Form["notation"] = {
  text: /* @__PURE__ */ call("accuracy"),
  latex: /* @__PURE__ */ latexCall("\\mathrm{accuracy}"),
};
