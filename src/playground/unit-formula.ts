/** A number in three digits that matter, with the sign of mathematics: "−0.0131", "1.20". */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−");
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-4 ? value.toExponential(1) : size >= 1000 ? value.toFixed(0) : value.toPrecision(3);
  return text.replace("e+", "e").replaceAll("-", "−");
}

const lowered = "₀₁₂₃₄₅₆₇₈₉";
/** A whole number under the line. */
export const subscript = (value: number): string => [...String(value)].map((digit) => lowered[Number(digit)]).join("");

/** How the value of a unit is called: "x₁", "h₁,₃", "p₂". Layer −1 is that of the inputs. */
export function unitName(layer: number, unit: number, layers: number): string {
  if (layer < 0) return `x${subscript(unit + 1)}`;
  return layer === layers - 1 ? `ŷ${subscript(unit + 1)}` : `h${subscript(layer + 1)},${subscript(unit + 1)}`;
}

export interface Unit {
  /** Of the lines that come in, in the order of the units before. */
  readonly weights: readonly number[];
  readonly bias: number;
  /** The text of its activation, around a hole; none of a linear unit. */
  readonly activation: string | undefined;
  /** What the units before are called. */
  readonly names: readonly string[];
}

/** Terms that are written out; of more, the largest. */
const mostTerms = 6;

/** The formula of a unit with its numbers: "max(0, 0.42 x₁ − 1.30 x₂ + 0.110)". */
export function unitFormula({ weights, bias, activation, names }: Unit): string {
  return around(activation, sumOf(weights.map((w, i) => ({ factor: w, name: ` ${names[i]}` }))) + signed(bias));
}

/** The same with the values of the units before put in: "max(0, 0.42·0.31 − 1.30·(−0.2) + 0.110)". */
export function unitArithmetic({ weights, bias, activation }: Unit, values: ArrayLike<number>): string {
  const inner = sumOf(weights.map((w, i) => ({ factor: w, name: `·${inBrackets(values[i] as number)}` }))) + signed(bias);
  return around(activation, inner);
}

const inBrackets = (value: number): string => (value < 0 ? `(${short(value)})` : short(value));

function sumOf(terms: readonly { readonly factor: number; readonly name: string }[]): string {
  const kept =
    terms.length <= mostTerms + 1 ? terms : [...terms].sort((a, b) => Math.abs(b.factor) - Math.abs(a.factor)).slice(0, mostTerms);
  const text = kept.map(({ factor, name }, i) => (i === 0 ? short(factor) : signed(factor)) + name).join("");
  return terms.length > kept.length ? `${text} + … (${terms.length - kept.length} more)` : text;
}

const signed = (value: number): string => (value < 0 ? ` − ${short(-value)}` : ` + ${short(value)}`);

/** Stands for the sum in the text of an activation. */
export const hole = "\u0000";

/** The activation around a sum. */
const around = (activation: Unit["activation"], sum: string): string =>
  activation === undefined ? sum : activation.replace(hole, () => sum);
