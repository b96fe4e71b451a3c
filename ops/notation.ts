import { atom, type Notation } from "../graph/notation.ts";
import type { ReductionAttrs } from "./infer.ts";

/** True and False as Python writes them. */
const python = (value: boolean): string => (value ? "True" : "False");

/** np.sum(x, axis=1, keepdims=True) */
export const numpyReduction =
  (name: string): Notation<ReductionAttrs> =>
  ([x], { axis, keepdims }, { ranks: [rank] }) => {
    const all = axis.length === rank && !keepdims;
    const axes = all ? "" : `, axis=${axis.length === 1 ? axis[0] : `(${axis.join(", ")})`}`;
    return atom(`${name}(${x.text}${axes}${keepdims ? `, keepdims=${python(keepdims)}` : ""})`);
  };
