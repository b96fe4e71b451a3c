import { GraphError } from "./errors.ts";
import { isName } from "./names.ts";
import { parseDim } from "./parse-dim.ts";
import {
  add,
  divide,
  exact,
  floorDivide,
  multiply,
  nameAsPolynomial,
  namesOf,
  numberAsPolynomial,
  numberOf,
  ordered,
  type Polynomial,
  showPolynomial,
  substitute,
  subtract,
} from "./polynomial.ts";
import type { Dim, Shape } from "./shape.ts";
import { showValue } from "./show-value.ts";

/**
 * Sizes that are numbers, names, or expressions of names.
 *
 * An expression stands in one form, so that equal sizes are equal texts and shapes are compared as they are: a sum of products with
 * whole coefficients, terms with more names first and then by name, the number last. A floored quotient a//n by a whole number n ≥ 2 counts
 * as a name; what n goes into stands outside, (height-5)//2+1 as (height+1)//2-2.
 */

/** Characters of an expression, at most. */
const longest = 1000;

/** Polynomials of expressions that were met before: there are few different ones. */
const met = new Map<string, Polynomial | undefined>();
const mostMet = 1000;

function expressionOf(text: string): Polynomial | undefined {
  if (text.length > longest) return undefined;
  if (met.has(text)) return met.get(text);
  let polynomial: Polynomial | undefined;
  try {
    polynomial = parseDim(text);
  } catch (error) {
    // Too large to be worked out, so it is no size.
    if (!(error instanceof GraphError)) throw error;
  }
  if (met.size >= mostMet) met.clear();
  met.set(text, polynomial);
  return polynomial;
}

function polynomialOf(dim: Dim): Polynomial {
  if (typeof dim === "number") return numberAsPolynomial(dim);
  if (isName(dim)) return nameAsPolynomial(dim);
  const polynomial = expressionOf(dim);
  if (polynomial !== undefined) return polynomial;
  throw new GraphError(
    `dim: a size must be a number, a name or an expression of names such as 2*batch-1, got ${showValue(dim)}; correct it`,
    {
      code: "bad-dim",
      actual: showValue(dim),
    },
  );
}

function dimOf(polynomial: Polynomial): Dim {
  const dim = numberOf(polynomial) ?? written(polynomial);
  if (dim !== undefined) return dim;
  throw new GraphError(
    `dim: an expression must have at most ${longest} characters and brackets that are not too deep, got ${showValue(showPolynomial(polynomial))}; give some of its sizes as numbers`,
    { code: "dim-limit" },
  );
}

/** The canonical text of an expression, undefined where it would be none that can be read again. */
function written(polynomial: Polynomial): string | undefined {
  const text = showPolynomial(polynomial);
  return isName(text) || expressionOf(text) !== undefined ? text : undefined;
}

/** The dim that a number, a name or an expression in any form says, undefined where it says none. */
export function canonicalDim(value: unknown): Dim | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string") return undefined;
  if (isName(value)) return value;
  const polynomial = expressionOf(value);
  if (polynomial === undefined) return undefined;
  const size = numberOf(polynomial);
  if (size === undefined) return written(polynomial);
  return size >= 0 ? size : undefined;
}

/** True for a number of at least 0, a name, or an expression in canonical form. */
export const isDim = (value: unknown): value is Dim => canonicalDim(value) === value;

/** True for an expression: neither a number nor a name. */
export const isExpression = (dim: Dim): dim is string => typeof dim === "string" && !isName(dim);

const areNumbers = (a: Dim, b: Dim): boolean => typeof a === "number" && typeof b === "number";

/** a + b */
export function addDims(a: Dim, b: Dim): Dim {
  if (areNumbers(a, b)) return (a as number) + (b as number);
  return a === 0 ? b : b === 0 ? a : dimOf(add(polynomialOf(a), polynomialOf(b)));
}

/** a − b, which may be a negative number. */
export function subtractDims(a: Dim, b: Dim): Dim {
  if (areNumbers(a, b)) return (a as number) - (b as number);
  return b === 0 ? a : a === b ? 0 : dimOf(subtract(polynomialOf(a), polynomialOf(b)));
}

/** a · b */
export function multiplyDims(a: Dim, b: Dim): Dim {
  if (areNumbers(a, b)) return (a as number) * (b as number);
  return a === 1 ? b : b === 1 ? a : dimOf(multiply(polynomialOf(a), polynomialOf(b)));
}

/** The dim as a factor or a divisor: 2*batch, (time-1). */
export const grouped = (dim: Dim): string => (isExpression(dim) && /[-+/]/.test(dim) ? `(${dim})` : String(dim));

/** ⌊a ÷ n⌋ for a whole number n ≥ 1. */
export const floorDivideDim = (a: Dim, n: number): Dim => dimOf(floorDivide(polynomialOf(a), n));

/** a ÷ b where b divides a, whatever the sizes of the names; undefined otherwise. */
export function divideDims(a: Dim, b: Dim): Dim | undefined {
  if (areNumbers(a, b)) return (a as number) % (b as number) === 0 ? (a as number) / (b as number) : undefined;
  const quotient = divide(polynomialOf(a), polynomialOf(b));
  return quotient && dimOf(quotient);
}

/** The number of elements of a shape. */
export function countOfShape(shape: Shape): Dim {
  let numbers = 1;
  const others: string[] = [];
  for (const dim of shape) {
    if (typeof dim === "number") numbers *= dim;
    else others.push(dim);
  }
  const [first] = others;
  if (first === undefined) return numbers;
  // Most shapes have one name: there is nothing to multiply.
  if (others.length === 1 && isName(first) && numbers > 0) return numbers === 1 ? first : `${exact(numbers)}*${first}`;
  return dimOf(others.map(polynomialOf).reduce(multiply, numberAsPolynomial(numbers)));
}

/** The terms of a dim: whole numbers, each times names and floored quotients. */
export const termsOf = (dim: Dim): readonly { readonly coefficient: number; readonly factors: readonly string[] }[] =>
  ordered(polynomialOf(dim)).map(({ coefficient, factors }) => ({ coefficient, factors: factors.map(({ text }) => text) }));

/** The names in a dim, each once. */
export function namesIn(dim: Dim): readonly string[] {
  if (typeof dim === "number") return [];
  return isName(dim) ? [dim] : [...namesOf(polynomialOf(dim))];
}

/** The dim with names replaced by others; names without a replacement stay. */
export function substituteDim(dim: Dim, replacement: (name: string) => Dim | undefined): Dim {
  if (typeof dim === "number") return dim;
  if (isName(dim)) return replacement(dim) ?? dim;
  return dimOf(
    substitute(polynomialOf(dim), (name) => {
      const given = replacement(name);
      return given === undefined ? undefined : polynomialOf(given);
    }),
  );
}

/**
 * The size of a dim where its names have these sizes; undefined where one has none. It may be negative: time − 1 of no time.
 * GraphError where it is beyond the numbers that are exact.
 */
export function evaluateDim(dim: Dim, sizeOf: (name: string) => number | undefined): number | undefined {
  if (typeof dim === "number") return dim;
  if (isName(dim)) return sizeOf(dim);
  const size = substituteDim(dim, sizeOf);
  return typeof size === "number" ? size : undefined;
}

/**
 * The size of the one name in `dim` for which it is `size`, where `dim` is a multiple of the name plus a number: 2·batch + 1 = 7 gives 3.
 * Undefined where it is of another form; "none" where no whole number ≥ 0 does.
 */
export function solveDim(dim: Dim, size: number): { readonly name: string; readonly size: number } | "none" | undefined {
  const [first, second, ...others] = ordered(polynomialOf(dim));
  const [factor] = first?.factors ?? [];
  if (first === undefined || first.factors.length !== 1 || factor === undefined || factor.quotient) return undefined;
  if (others.length > 0 || (second !== undefined && second.factors.length > 0)) return undefined;
  const solution = exact(size - (second?.coefficient ?? 0)) / first.coefficient;
  return Number.isInteger(solution) && solution >= 0 ? { name: factor.text, size: solution + 0 } : "none";
}
