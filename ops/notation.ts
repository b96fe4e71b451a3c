import { atom, type Notation } from "../graph/notation.ts";
import type { ReductionAttrs } from "./infer.ts";

/** True and False as Python writes them. */
const python = (value: boolean): string => (value ? "True" : "False");

/** (2, 3) and (3,) as Python writes them. */
export const pythonTuple = (items: readonly (number | string)[]): string => `(${items.join(", ")}${items.length === 1 ? "," : ""})`;

/** np.sum(x, axis=1, keepdims=True) */
export const numpyReduction =
  (name: string): Notation<ReductionAttrs> =>
  ([x], { axis, keepdims }, { ranks: [rank] }) => {
    const all = axis.length === rank && !keepdims;
    const axes = all ? "" : `, axis=${axis.length === 1 ? axis[0] : `(${axis.join(", ")})`}`;
    return atom(`${name}(${x.text}${axes}${keepdims ? `, keepdims=${python(keepdims)}` : ""})`);
  };

/** 1e-7 as 10^{-7}, 2.5e-7 as 2.5 \cdot 10^{-7}, Infinity as \infty. */
export const latexNumber = (value: number | string): string =>
  String(value)
    .replace("Infinity", "\\infty")
    .replace(/e\+?(-?\d+)$/, " \\cdot 10^{$1}")
    .replace(/^(-?)1 \\cdot /, "$1");
