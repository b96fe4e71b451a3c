import { atom, binding, grouped, infix, type Notation, type NotationSite, type Term } from "../../graph/notation.ts";
import type { Form, Picture } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
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

/** ", axis 0" where an op works along these axes only; nothing where the others have one element each. */
export const alongAxes = (axis: readonly number[], shape: Shape): string => (isAlongAll(axis, shape) ? "" : `, ${showAxes(axis)}`);

const isAlongAll = (axis: readonly number[], shape: Shape): boolean => shape.every((dim, position) => dim === 1 || axis.includes(position));

export const showAxes = (axis: readonly number[]): string =>
  axis.length === 0 ? "no axis" : `${axis.length === 1 ? "axis" : "axes"} ${axis.join(", ")}`;

/** ", axis 0" where that is not the last axis, which is meant where none is named. */
export const unlessLast = (axis: number, rank: number): string => (axis === rank - 1 ? "" : `, axis ${axis}`);

/** ", axis 0, keepdims" of a reduction that is written without indices, over some of the axes. */
export function reducedAxes({ axis, keepdims }: ReductionAttrs, { ranks: [rank = 0], shapes }: NotationSite): string {
  const along = alongAxes(axis, shapes?.[0] ?? Array<number>(rank).fill(2));
  return along === "" ? "" : `${along}${keepdims ? ", keepdims" : ""}`;
}

/** ", axis 0" as a subscript in LaTeX: _{\text{axis 0}} */
export const latexBelow = (words: string): string => (words === "" ? "" : `_{\\text{${words.slice(2)}}}`);

/** A second subscript needs braces to compile, and beside a superscript it needs parentheses to be understood. */
export function latexBase(x: Term): string {
  if (x.binds < binding.atom || /\^|\\frac/.test(x.text)) return `\\left(${x.text}\\right)`;
  return x.text.includes("_") ? `{${x.text}}` : x.text;
}

/** 1e-7 as 10^{-7}, 2.5e-7 as 2.5 \cdot 10^{-7}, Infinity as \infty. */
export const latexNumber = (value: number | string): string =>
  String(value)
    .replace("Infinity", "\\infty")
    .replace(/e\+?(-?\d+)$/, " \\cdot 10^{$1}")
    .replace(/^(-?)1 \\cdot /, "$1");

/** Infinity and NaN in Python with PyTorch. */
export const torchNumber = (value: number | string): string => String(value).replace("Infinity", "torch.inf").replace("NaN", "torch.nan");

/** A sign alone, or between the operands that are numbers: x · 2 is drawn as "· × 2". */
export const signPicture = (sign: string): Picture<unknown> => ({
  role: "op",
  label: (_, [a, b]) => ((a ?? b) === undefined ? sign : `${a ?? "·"} ${sign} ${b ?? "·"}`),
});
export const productPicture = /* @__PURE__ */ signPicture("×");
export const quotientPicture = /* @__PURE__ */ signPicture("÷");

type Written = Pick<Form["notation"], "text" | "latex">;

/**
 * Numbers stand side by side, as in mathematics; whole tensors get a sign, for side by side they would read as a matrix product.
 * A signed right factor needs parentheses, or it would read as a difference.
 */
const sideBySide =
  (gap: string, sign: string, open: string, close: string): Notation<unknown> =>
  ([x, y], _, { indexed, ranks }) => {
    // A number comes first: 2 x.
    const [a, b] = /^\d/.test(y.text) && !/^\d/.test(x.text) ? [y, x] : [x, y];
    const left = a.open ? `${open}${a.text}${close}` : grouped(a, binding.product, open, close);
    const right = grouped(b, binding.power, open, close);
    const between = indexed === false && !ranks.includes(0) ? sign : gap;
    return { text: `${left}${between}${right}`, binds: binding.product, ...(b.open && right === b.text ? { open: true as const } : {}) };
  };
export const productNotation: Written = {
  text: (operands, attrs, site) => (site.indexed ? sideBySide(" ", "", "(", ")") : infix(" × ", "product"))(operands, attrs, site),
  latex: sideBySide(" \\, ", " \\odot ", "\\left(", "\\right)"),
};

/** A fraction groups its parts by itself, but not as the base of a power. */
const fraction: Notation<unknown> = ([a, b]) => ({ text: `\\frac{${a.text}}{${b.text}}`, binds: binding.power });
export const quotientNotation: Written = { text: infix(" ÷ ", "product"), latex: fraction };

/** [a < b], Iverson's brackets. Python's comparisons bind looser than every sign of arithmetic. */
export const comparisonNotation = (sign: string, latex: string, python: string): Form["notation"] => ({
  text: ([a, b]) => atom(`[${a.text} ${sign} ${b.text}]`),
  latex: ([a, b]) => atom(`\\left[${a.text} ${latex} ${b.text}\\right]`),
  numpy: ([a, b]) => ({ text: `${grouped(a, binding.sum)} ${python} ${grouped(b, binding.sum)}`, binds: binding.sum - 1 }),
});

/** a ∧ b, a mod b: signs of which nobody remembers what binds tighter. Parentheses say it, also in sums and products. */
export const connective =
  (sign: string, open = "(", close = ")"): Notation<unknown> =>
  ([a, b]) => ({ text: [a, b].map((term) => grouped(term, binding.prefix, open, close)).join(sign), binds: binding.sum - 1 });

/** " + b" of a layer that has more operands than these. */
export const plusBiases = (shapes: readonly Shape[], before: number): string => (shapes.length > before ? " + b" : "");
