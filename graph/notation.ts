import type { Operands } from "./operands.ts";

/** How tightly the outermost sign of an expression binds; a looser operand is put in parentheses. */
export const binding = { sum: 1, product: 2, prefix: 3, power: 4, atom: 5 } as const;

/** A piece of a formula and how tightly it binds. */
export interface Term {
  readonly text: string;
  readonly binds: number;
}

/** What a notation may know of its node beside operands and attributes. */
export interface NotationSite {
  /** Running index of a reduction ("k"), empty where the formula is written without indices. */
  readonly index: string;
  /** Upper bound of that index ("n₃" or "C"), empty where unknown. */
  readonly bound: string;
  /** Ranks of the operands, in order. */
  readonly ranks: readonly number[];
}

/** Writes one op over written operands. */
export type Notation<A> = (operands: Operands<Term>, attrs: A, site: NotationSite) => Term;

export const atom = (text: string): Term => ({ text, binds: binding.atom });

/** The term, in parentheses where it binds looser than `least`. */
export const grouped = (term: Term, least: number, open = "(", close = ")"): string =>
  term.binds < least ? `${open}${term.text}${close}` : term.text;

/** x + y: left-associative, so the right operand must bind tighter. */
export const infix =
  (sign: string, level: keyof typeof binding): Notation<unknown> =>
  ([x, y]) => ({ text: `${grouped(x, binding[level])}${sign}${grouped(y, binding[level] + 1)}`, binds: binding[level] });

/** −x */
export const prefix =
  (sign: string): Notation<unknown> =>
  ([x]) => ({ text: `${sign}${grouped(x, binding.product)}`, binds: binding.prefix });

/** name(x, y) */
export const call =
  (name: string): Notation<unknown> =>
  (operands) =>
    atom(`${name}(${operands.map((operand) => operand.text).join(", ")})`);

/** \name\left(x, y\right) */
export const latexCall =
  (name: string): Notation<unknown> =>
  (operands) =>
    atom(`${name}\\left(${operands.map((operand) => operand.text).join(",\\, ")}\\right)`);
