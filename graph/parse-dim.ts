import { isName } from "./names.ts";
import { add, floorDivide, multiply, nameAsPolynomial, numberAsPolynomial, numberOf, type Polynomial, scale } from "./polynomial.ts";

/** Brackets in brackets, at most. */
const deepest = 16;

const word = /\d+|\p{L}[\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*|\/\/|[-+*()]/gu;

/**
 * The polynomial that a text with a name in it says, undefined where it says none. Spaces may stand between its words. Signs bind as in Python:
 *
 *     sum     = product (("+" | "-") product)*
 *     product = factor (("*" factor) | ("//" factor that is a number ≥ 1))*
 *     factor  = "-" factor | number | name | "(" sum ")"
 */
export function parseDim(text: string): Polynomial | undefined {
  const words = text.match(word) ?? [];
  if (words.join("") !== text.replaceAll(" ", "") || !words.some(isName)) return undefined;
  let at = 0;
  const take = (...signs: string[]): string | undefined => (signs.includes(words[at] as string) ? words[at++] : undefined);
  const sum = (depth: number): Polynomial | undefined => {
    let total = product(depth);
    for (let sign = total && take("+", "-"); total && sign; sign = total && take("+", "-")) {
      const next = product(depth);
      total = next && add(total, sign === "-" ? scale(next, -1) : next);
    }
    return total;
  };
  const product = (depth: number): Polynomial | undefined => {
    let total = factor(depth);
    for (let sign = total && take("*", "//"); total && sign; sign = total && take("*", "//")) {
      const next = factor(depth);
      total = next && (sign === "*" ? multiply(total, next) : quotient(total, next));
    }
    return total;
  };
  const quotient = (total: Polynomial, by: Polynomial): Polynomial | undefined => {
    const divisor = numberOf(by);
    return divisor === undefined || divisor < 1 ? undefined : floorDivide(total, divisor);
  };
  const factor = (depth: number): Polynomial | undefined => {
    if (depth > deepest) return undefined;
    if (take("-")) {
      const negated = factor(depth + 1);
      return negated && scale(negated, -1);
    }
    const first = words[at++];
    if (first === undefined) return undefined;
    if (/^\d/.test(first)) return numberAsPolynomial(Number(first));
    if (first !== "(") return isName(first) ? nameAsPolynomial(first) : undefined;
    const inner = sum(depth + 1);
    return take(")") ? inner : undefined;
  };
  const result = sum(0);
  return at === words.length ? result : undefined;
}
