import { type DType, isFloat } from "../../../graph/dtype.ts";

/** The number with the fewest digits that stands for the same float32: 0.1, where a double would show 0.10000000149011612. */
export function shortest(value: number, dtype: DType): number {
  if (dtype !== "float32" || !Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** For reading: six digits; truth values by name. */
export const readable = (value: number, dtype: DType): string =>
  dtype === "bool"
    ? value === 0
      ? "false"
      : "true"
    : String(isFloat(dtype) && Number.isFinite(value) ? Number(value.toPrecision(6)) : value);
