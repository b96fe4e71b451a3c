import { GraphError } from "./errors.ts";

/** A name, or the floored quotient of a polynomial by a whole number of at least 2. */
export interface Factor {
  /** As it stands in a product: batch, ((height+1)//2) */
  readonly text: string;
  readonly quotient?: { readonly of: Polynomial; readonly by: number };
}

/** A whole number, not 0, times factors, sorted by their texts. */
export interface Term {
  readonly coefficient: number;
  readonly factors: readonly Factor[];
}

/** A sum of terms, each under the texts of its factors, joined; the number stands under "". */
export type Polynomial = ReadonlyMap<string, Term>;

/** Terms of a polynomial and factors of a term, at most: what more would need nobody writes, and a hostile text might. */
const mostTerms = 64;
const mostFactors = 64;

/** The number itself, where it is one that is known exactly. GraphError otherwise. */
export function exact(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new GraphError(`dim: a size must be a whole number below 2⁵³, got ${value}; make the sizes smaller`, {
    code: "dim-limit",
    actual: String(value),
  });
}

export const numberAsPolynomial = (value: number): Polynomial => sumOf([{ coefficient: exact(value), factors: [] }]);

export const nameAsPolynomial = (text: string): Polynomial => sumOf([{ coefficient: 1, factors: [{ text }] }]);

/** The number that a polynomial is, undefined where it has names. */
export const numberOf = (a: Polynomial): number | undefined => (a.size === 0 ? 0 : a.size === 1 ? a.get("")?.coefficient : undefined);

/** Equal products become one term; those that cancel disappear. */
function sumOf(terms: Iterable<Term>): Polynomial {
  const sum = new Map<string, Term>();
  for (const { coefficient, factors } of terms) {
    const key = factors.map(({ text }) => text).join("*");
    const total = exact((sum.get(key)?.coefficient ?? 0) + coefficient);
    if (total === 0) sum.delete(key);
    else sum.set(key, { coefficient: total, factors });
    if (sum.size > mostTerms) throw tooLarge(`at most ${mostTerms} terms`);
  }
  return sum;
}

export const add = (a: Polynomial, b: Polynomial): Polynomial => sumOf([...a.values(), ...b.values()]);

export const scale = (a: Polynomial, by: number): Polynomial =>
  sumOf([...a.values()].map(({ coefficient, factors }) => ({ coefficient: exact(coefficient * by), factors })));

export const subtract = (a: Polynomial, b: Polynomial): Polynomial => add(a, scale(b, -1));

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  return sumOf([...a.values()].flatMap((x) => [...b.values()].map((y) => multiplyTerms(x, y))));
}

function multiplyTerms(x: Term, y: Term): Term {
  const factors = [...x.factors, ...y.factors].sort(byText);
  if (factors.length > mostFactors) throw tooLarge(`at most ${mostFactors} factors in a product`);
  return { coefficient: exact(x.coefficient * y.coefficient), factors };
}

const byText = (p: Factor, q: Factor): number => (p.text < q.text ? -1 : p.text > q.text ? 1 : 0);

/**
 * ⌊a ÷ n⌋ for a whole number n ≥ 1. One form for each: what n goes into leaves the quotient, (5·a + 7) // 2 = 2·a + 3 + (a + 1) // 2;
 * common factors are cancelled, (2·a + 1) // 4 = a // 2; and a quotient in a quotient is one, (a // 2 + 1) // 3 = (a + 2) // 6.
 */
export function floorDivide(a: Polynomial, n: number): Polynomial {
  if (n === 1) return a;
  const whole: Term[] = [];
  const left: Term[] = [];
  for (const { coefficient, factors } of a.values()) {
    const rest = modulo(coefficient, n);
    whole.push({ coefficient: exact(coefficient - rest) / n, factors });
    left.push({ coefficient: rest, factors });
  }
  return add(sumOf(whole), quotientOf(sumOf(left), n));
}

/** ⌊a ÷ n⌋ where all coefficients are smaller than n. */
function quotientOf(a: Polynomial, n: number): Polynomial {
  if (numberOf(a) !== undefined) return numberAsPolynomial(0);
  const common = [...a.values()]
    .filter(({ factors }) => factors.length > 0)
    .reduce((so, { coefficient }) => greatestCommon(so, coefficient), n);
  if (common > 1) {
    const parts = [...a.values()].map(({ coefficient, factors }) => ({ coefficient: Math.floor(coefficient / common), factors }));
    return floorDivide(sumOf(parts), n / common);
  }
  const [inner] = ordered(a).filter(({ coefficient, factors }) => coefficient === 1 && factors.length === 1 && factors[0]?.quotient);
  if (inner !== undefined) {
    const { of, by } = (inner.factors[0] as Required<Factor>).quotient;
    const others = scale(subtract(a, sumOf([inner])), by);
    return floorDivide(add(of, others), exact(by * n));
  }
  const shown = showPolynomial(a);
  const isName = a.size === 1 && ordered(a)[0]?.coefficient === 1 && ordered(a)[0]?.factors.length === 1;
  return sumOf([{ coefficient: 1, factors: [{ text: `(${isName ? shown : `(${shown})`}//${n})`, quotient: { of: a, by: n } }] }]);
}

/** a mod n, from 0 to n − 1. */
function modulo(a: number, n: number): number {
  const rest = a % n;
  return rest < 0 ? rest + n : rest + 0;
}

const greatestCommon = (a: number, b: number): number => (b === 0 ? a : greatestCommon(b, a % b));

/** a ÷ b where b divides a, whatever the sizes of the names; undefined otherwise. */
export function divide(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const [leading] = ordered(b);
  if (leading === undefined) return undefined;
  let quotient = numberAsPolynomial(0);
  // As on paper, largest terms first. Each turn removes the largest, and terms only come from those of b, so it ends.
  for (let rest = a; rest.size > 0; ) {
    const [largest] = ordered(rest) as [Term];
    const factors = without(largest.factors, leading.factors);
    if (factors === undefined || largest.coefficient % leading.coefficient !== 0) return undefined;
    const term = sumOf([{ coefficient: largest.coefficient / leading.coefficient, factors }]);
    quotient = add(quotient, term);
    rest = subtract(rest, multiply(term, b));
  }
  return quotient;
}

/** The factors without those of `taken`, undefined where one is missing. */
function without(factors: readonly Factor[], taken: readonly Factor[]): Factor[] | undefined {
  const left = [...factors];
  for (const { text } of taken) {
    const at = left.findIndex((factor) => factor.text === text);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return left;
}

/** The polynomial with names replaced by others; names without a replacement stay. */
export function substitute(a: Polynomial, replacement: (name: string) => Polynomial | undefined): Polynomial {
  const replaced = (factor: Factor): Polynomial => {
    if (factor.quotient) return floorDivide(substitute(factor.quotient.of, replacement), factor.quotient.by);
    return replacement(factor.text) ?? nameAsPolynomial(factor.text);
  };
  let total = numberAsPolynomial(0);
  for (const { coefficient, factors } of a.values()) {
    total = add(
      total,
      factors.reduce((so, factor) => multiply(so, replaced(factor)), numberAsPolynomial(coefficient)),
    );
  }
  return total;
}

/** The names in a polynomial. */
export function namesOf(a: Polynomial, into: Set<string> = new Set()): Set<string> {
  for (const { factors } of a.values()) {
    for (const { text, quotient } of factors) {
      if (quotient) namesOf(quotient.of, into);
      else into.add(text);
    }
  }
  return into;
}

/** Terms with more factors first, then by the names of these; the number last. */
export function ordered(a: Polynomial): Term[] {
  return [...a].sort(([p, x], [q, y]) => y.factors.length - x.factors.length || (p < q ? -1 : 1)).map(([, term]) => term);
}

/** 2*batch*time-(height//2)*3+1: of equal polynomials the same text. */
export function showPolynomial(a: Polynomial): string {
  let text = "";
  for (const { coefficient, factors } of ordered(a)) {
    const [only] = factors;
    // Alone, a quotient needs no brackets around it: (height+1)//2+1.
    const alone = coefficient === 1 && factors.length === 1 && only?.quotient !== undefined;
    const product = alone ? only.text.slice(1, -1) : factors.map((factor) => factor.text).join("*");
    const size = Math.abs(coefficient);
    const sign = coefficient < 0 ? "-" : text === "" ? "" : "+";
    text += `${sign}${product === "" ? size : size === 1 ? product : `${size}*${product}`}`;
  }
  return text === "" ? "0" : text;
}

const tooLarge = (expected: string): GraphError =>
  new GraphError(`dim: an expression must have ${expected}, got more; give some of its sizes as numbers`, { code: "dim-limit", expected });
