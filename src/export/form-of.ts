import { call, latexCall } from "../../graph/notation.ts";
import { type Form, meaningOf, type Op } from "../../graph/op.ts";
import { forms } from "../../ops/forms.ts";

/**
 * How an op is drawn and written: as it says itself, or as the op of dagrad that computes the same; a leaf, which has no op, has no form.
 *
 * What an op of yours leaves out: a box with its name; name(x, y) in text, \operatorname{name}\left(x, y\right) in LaTeX.
 * NumPy has no default, for the name need not be a function there.
 */
export function formOf(op: Op): Form<any>;
export function formOf(op: Op | undefined): Form<any> | undefined;
export function formOf(op: Op | undefined): Form<any> | undefined {
  if (op === undefined) return undefined;
  const beside = forms.get(meaningOf(op));
  return { picture: op.picture ?? beside?.picture ?? namedBox(op), notation: op.notation ?? beside?.notation ?? namedCall(op) };
}

const namedBox = ({ name }: Op): Form["picture"] => ({ role: "function", label: name });

const namedCall = ({ name }: Op): Form["notation"] => ({ text: call(name), latex: latexCall(`\\operatorname{${name}}`) });
