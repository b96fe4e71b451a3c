import { type DType, isFloat } from "../../graph/dtype.ts";
import { printNumber } from "../../graph/print/print-number.ts";

/** Numbers of more signs than these are shortened among others. */
const short = 7;
/** To so many digits. */
const kept = 4;

/** NumPy's digits with the signs of mathematics: −0.0121, ∞, True. */
const inWords = (printed: string): string => printed.replace("inf", "∞").replace("nan", "NaN").replaceAll("-", "−").replace("e+", "e");

/** A number as NumPy prints it, a whole one without a point: 1.0986104, 3. */
export const fullDigits = (value: number, dtype: DType): string => inWords(printNumber(value, dtype).replace(/\.0$/, ""));

/** The same among others: four digits where it has many, 0.01764 for 0.017640524, and 1.000 for 0.9999986. */
export function shortDigits(value: number, dtype: DType): string {
  const full = printNumber(value, dtype);
  if (!isFloat(dtype) || !Number.isFinite(value) || full.replace("-", "").replace(/\.0$/, "").length <= short)
    return fullDigits(value, dtype);
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) return inWords(magnitude < 1e4 ? value.toPrecision(kept) : value.toFixed(0));
  const [digits, power] = value.toExponential(kept - 1).split("e") as [string, string];
  return inWords(`${digits}e${power.replace(/\d+/, (count) => count.padStart(2, "0"))}`);
}
