import type { DType } from "./dtype.ts";
import type { Operands } from "./operands.ts";
import type { Shape } from "./shape.ts";

/** How tightly the outermost sign of an expression binds; a looser operand is put in parentheses. */
export const binding = { sum: 1, product: 2, prefix: 3, power: 4, atom: 5 } as const;

/** A piece of a formula and how tightly it binds. */
export interface Term {
  readonly text: string;
  readonly binds: number;
  /** It ends in an operand without a bracket, as log x and Σ x do, that would swallow a factor written after it. */
  readonly open?: true;
  /** The text with signs around the parts that write operands, where a formula is marked; notations neither read nor write it. */
  readonly marked?: string;
}

/** What a notation may know of its node beside operands and attributes. */
export interface NotationSite {
  /** Running index of a reduction ("k"), empty where the formula is written without indices. */
  readonly index: string;
  /** Upper bound of that index ("n₃" or "C"), empty where unknown or not to be shown. */
  readonly bound: string;
  /** How many elements a reduction reduces ("N"), whether its bound is shown or not. */
  readonly count?: string;
  /** True where the operands are written as elements under indices, false where as whole tensors. */
  readonly indexed?: boolean;
  /** Ranks, dtypes and shapes of the operands, in order. */
  readonly ranks: readonly number[];
  readonly dtypes?: readonly DType[];
  readonly shapes?: readonly Shape[];
  /** True where the result's shape is known from elsewhere, as that of ∂x is: what only repeats elements to that shape is not written. */
  readonly shaped?: boolean;
  /** True where the op and the one that made an operand have a derivative together. */
  readonly fused?: boolean;
}

/** Writes one op over written operands. */
export type Notation<A> = (operands: Operands<Term>, attrs: A, site: NotationSite) => Term;

/**
 * For an op that moves elements: the subscripts under which the result's element at `at` reads each operand. `element` writes
 * an element of an operand, for subscripts that are elements themselves: p at i, yᵢ.
 */
export type Subscripts<A> = (
  at: readonly string[],
  attrs: A,
  element: (operand: number, at: readonly string[]) => string,
) => readonly (readonly string[])[];

export const atom = (text: string): Term => ({ text, binds: binding.atom });

const lowered: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from("₀₁₂₃₄₅₆₇₈₉", (sign, digit) => [String(digit), sign])),
  ...{
    a: "ₐ",
    e: "ₑ",
    h: "ₕ",
    i: "ᵢ",
    j: "ⱼ",
    k: "ₖ",
    l: "ₗ",
    m: "ₘ",
    n: "ₙ",
    o: "ₒ",
    p: "ₚ",
    r: "ᵣ",
    s: "ₛ",
    t: "ₜ",
    u: "ᵤ",
    v: "ᵥ",
    x: "ₓ",
  },
};

/** The text in subscript characters, "k" → "ₖ", "12" → "₁₂"; "_text" where Unicode lacks one. */
export function subscriptText(text: string): string {
  const signs = Array.from(text.replaceAll(",", ""), (character) => lowered[character]);
  return signs.includes(undefined) ? `_${text}` : signs.join("");
}

/** The term, in parentheses where it binds looser than `least`. */
export const grouped = (term: Term, least: number, open = "(", close = ")"): string =>
  term.binds < least ? `${open}${term.text}${close}` : term.text;

/** x + y: left-associative, so the right operand must bind tighter; a factor that is open on the right cannot be followed by another. */
export const infix =
  (sign: string, level: keyof typeof binding): Notation<unknown> =>
  ([x, y]) => {
    const right = grouped(y, binding[level] + 1);
    const left = level !== "sum" && x.open ? `(${x.text})` : grouped(x, binding[level]);
    return { text: `${left}${sign}${right}`, binds: binding[level], ...(y.open && right === y.text ? { open: true } : {}) };
  };

/** −x */
export const prefix =
  (sign: string): Notation<unknown> =>
  ([x]) => ({
    text: `${sign}${grouped(x, binding.product)}`,
    binds: binding.prefix,
    ...(x.open && x.binds >= binding.product ? { open: true } : {}),
  });

/** name(x, y) */
export const call =
  (name: string): Notation<unknown> =>
  (operands) =>
    atom(`${name}(${operands.map((operand) => operand.text).join(", ")})`);

/** log x of a symbol, log(x + y) of anything longer. */
export const applied =
  (name: string): Notation<unknown> =>
  (operands, attrs, site) =>
    isSymbol(operands[0]) ? application(name, operands[0]) : call(name)(operands, attrs, site);

/** \log x of a symbol, \log\left(x + y\right) of anything longer. */
export const latexApplied =
  (name: string): Notation<unknown> =>
  (operands, attrs, site) =>
    isSymbol(operands[0]) ? application(name, operands[0]) : latexCall(name)(operands, attrs, site);

const application = (name: string, { text }: Term): Term => ({ text: `${name} ${text}`, binds: binding.power, open: true });

/** A letter with whatever stands below it. */
const isSymbol = ({ text, binds }: Term): boolean => binds === binding.atom && /^\p{L}[\p{N}\p{Lm}]*(_\w|_\{[^{}]*\})?$/u.test(text);

/** \name\left(x, y\right) */
export const latexCall =
  (name: string): Notation<unknown> =>
  (operands) =>
    atom(`${name}\\left(${operands.map((operand) => operand.text).join(",\\, ")}\\right)`);
