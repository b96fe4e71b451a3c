/**
 * Whole-number arithmetic on literal types, as on paper: the cost grows with the digits, not with the value.
 *
 * Numbers become strings of digits, last digit first; a wide `number` in gives a wide `number` out.
 */

/** sums[a][b] is the carry and the digit of a + b. */
interface Sums {
  "0": ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"];
  "1": ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"];
  "2": ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"];
  "3": ["03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];
  "4": ["04", "05", "06", "07", "08", "09", "10", "11", "12", "13"];
  "5": ["05", "06", "07", "08", "09", "10", "11", "12", "13", "14"];
  "6": ["06", "07", "08", "09", "10", "11", "12", "13", "14", "15"];
  "7": ["07", "08", "09", "10", "11", "12", "13", "14", "15", "16"];
  "8": ["08", "09", "10", "11", "12", "13", "14", "15", "16", "17"];
  "9": ["09", "10", "11", "12", "13", "14", "15", "16", "17", "18"];
}
/** differences[a][b] is the borrow and the digit of a − b. */
interface Differences {
  "0": ["00", "19", "18", "17", "16", "15", "14", "13", "12", "11"];
  "1": ["01", "00", "19", "18", "17", "16", "15", "14", "13", "12"];
  "2": ["02", "01", "00", "19", "18", "17", "16", "15", "14", "13"];
  "3": ["03", "02", "01", "00", "19", "18", "17", "16", "15", "14"];
  "4": ["04", "03", "02", "01", "00", "19", "18", "17", "16", "15"];
  "5": ["05", "04", "03", "02", "01", "00", "19", "18", "17", "16"];
  "6": ["06", "05", "04", "03", "02", "01", "00", "19", "18", "17"];
  "7": ["07", "06", "05", "04", "03", "02", "01", "00", "19", "18"];
  "8": ["08", "07", "06", "05", "04", "03", "02", "01", "00", "19"];
  "9": ["09", "08", "07", "06", "05", "04", "03", "02", "01", "00"];
}
/** products[a][b] is the carry and the digit of a × b. */
interface Products {
  "0": ["00", "00", "00", "00", "00", "00", "00", "00", "00", "00"];
  "1": ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"];
  "2": ["00", "02", "04", "06", "08", "10", "12", "14", "16", "18"];
  "3": ["00", "03", "06", "09", "12", "15", "18", "21", "24", "27"];
  "4": ["00", "04", "08", "12", "16", "20", "24", "28", "32", "36"];
  "5": ["00", "05", "10", "15", "20", "25", "30", "35", "40", "45"];
  "6": ["00", "06", "12", "18", "24", "30", "36", "42", "48", "54"];
  "7": ["00", "07", "14", "21", "28", "35", "42", "49", "56", "63"];
  "8": ["00", "08", "16", "24", "32", "40", "48", "56", "64", "72"];
  "9": ["00", "09", "18", "27", "36", "45", "54", "63", "72", "81"];
}
type Digit = keyof Sums;

type Reversed<S extends string, R extends string = ""> = S extends `${infer First}${infer Rest}` ? Reversed<Rest, `${First}${R}`> : R;
type DigitsOf<A extends number> = Reversed<`${A}`>;
/** Drops the zeros that lead the number, which are last here. */
type Trimmed<A extends string> = A extends "0" ? A : A extends `${infer Rest}0` ? Trimmed<Rest> : A;
type NumberOf<A extends string> = Reversed<Trimmed<A>> extends `${infer N extends number}` ? N : number;

type AddDigits<
  A extends string,
  B extends string,
  Carry extends Digit = "0",
  R extends string = "",
> = A extends `${infer a extends Digit}${infer As}`
  ? B extends `${infer b extends Digit}${infer Bs}`
    ? Sums[a][b] extends `${infer c1}${infer d1 extends Digit}`
      ? Sums[d1][Carry] extends `${infer c2}${infer d}`
        ? AddDigits<As, Bs, "1" extends c1 | c2 ? "1" : "0", `${R}${d}`>
        : never
      : never
    : Carry extends "0"
      ? `${R}${A}`
      : AddDigits<A, "0", Carry, R>
  : Carry extends "0"
    ? `${R}${B}`
    : B extends ""
      ? `${R}${Carry}`
      : AddDigits<"0", B, Carry, R>;

/** a − b, or "0" where b is larger. */
type SubtractDigits<
  A extends string,
  B extends string,
  Borrow extends Digit = "0",
  R extends string = "",
> = A extends `${infer a extends Digit}${infer As}`
  ? B extends `${infer b extends Digit}${infer Bs}`
    ? Differences[a][b] extends `${infer c1}${infer d1 extends Digit}`
      ? Differences[d1][Borrow] extends `${infer c2}${infer d}`
        ? SubtractDigits<As, Bs, "1" extends c1 | c2 ? "1" : "0", `${R}${d}`>
        : never
      : never
    : Borrow extends "0"
      ? `${R}${A}`
      : SubtractDigits<A, "0", Borrow, R>
  : `${B}${Borrow}` extends `${"" | "0"}0`
    ? R
    : "0";

type TimesDigit<
  A extends string,
  M extends Digit,
  Carry extends Digit = "0",
  R extends string = "",
> = A extends `${infer a extends Digit}${infer As}`
  ? Products[a][M] extends `${infer t extends Digit}${infer o extends Digit}`
    ? Sums[o][Carry] extends `${infer c extends Digit}${infer d}`
      ? Sums[t][c] extends `${string}${infer carry extends Digit}`
        ? TimesDigit<As, M, carry, `${R}${d}`>
        : never
      : never
    : never
  : Carry extends "0"
    ? R
    : `${R}${Carry}`;

type MultiplyDigits<A extends string, B extends string> = B extends `${infer b extends Digit}${infer Bs}`
  ? Bs extends ""
    ? TimesDigit<A, b>
    : AddDigits<TimesDigit<A, b>, `0${MultiplyDigits<A, Bs>}`>
  : "0";

/** How often B goes into A, which is less than ten times B, and what is left: [count, rest]. */
type Steps<A extends string, B extends string, Count extends 0[] = []> =
  Trimmed<SubtractDigits<B, A>> extends "0" ? Steps<Trimmed<SubtractDigits<A, B>>, B, [...Count, 0]> : [`${Count["length"]}`, A];

/** Long division of Digits, first digit first; never where it leaves a rest that is not one of Rests. */
type DivideDigits<
  Digits extends string,
  B extends string,
  Rests extends string = "0",
  Rest extends string = "0",
  R extends string = "",
> = Digits extends `${infer First}${infer Others}`
  ? Steps<Trimmed<`${First}${Rest}`>, B> extends [infer count extends string, infer rest extends string]
    ? DivideDigits<Others, B, Rests, rest, `${count}${R}`>
    : never
  : Rest extends Rests
    ? R
    : never;

/** A + B */
export type Sum<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : A extends 0
      ? B
      : B extends 0
        ? A
        : NumberOf<AddDigits<DigitsOf<A>, DigitsOf<B>>>;

/** A − B, or 0 where B is larger. */
export type Difference<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : B extends 0
      ? A
      : NumberOf<SubtractDigits<DigitsOf<A>, DigitsOf<B>>>;

/** A × B */
export type Product<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : A extends 0 | 1
      ? A extends 0
        ? 0
        : B
      : B extends 0 | 1
        ? B extends 0
          ? 0
          : A
        : NumberOf<MultiplyDigits<DigitsOf<A>, DigitsOf<B>>>;

/** A ÷ B, B > 0; never where B does not divide A. */
export type Quotient<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : B extends 1
      ? A
      : [DivideDigits<`${A}`, DigitsOf<B>>] extends [infer R]
        ? [R] extends [never]
          ? never
          : NumberOf<R & string>
        : never;

/** ⌊A ÷ B⌋, B > 0 */
export type FlooredQuotient<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : B extends 1
      ? A
      : NumberOf<DivideDigits<`${A}`, DigitsOf<B>, string>>;
