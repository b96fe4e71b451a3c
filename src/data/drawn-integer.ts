import { argumentError, checkInteger } from "./check-argument.ts";

/** The dtypes that drawn integers come in; float64 holds whole numbers that int32 cannot. */
export type DrawnInteger = "int32" | "uint8" | "float64";

/** Least low and greatest (exclusive) high of each. */
const limits = {
  uint8: [0, 2 ** 8],
  int32: [-(2 ** 31), 2 ** 31],
  float64: [-(2 ** 53 - 1), 2 ** 53],
} as const satisfies Record<DrawnInteger, readonly [number, number]>;

const fits = (low: number, high: number, dtype: DrawnInteger): boolean => low >= limits[dtype][0] && high <= limits[dtype][1];

/**
 * The dtype in which integers from low to high − 1 are drawn: the one asked for, else int32 where it holds them all, else float64.
 *
 * Errors: OpError when low or high is no integer, none lies between them, they are 2^53 or more apart, or the dtype does not hold them.
 */
export function drawnInteger(low: number, high: number, dtype: DrawnInteger | undefined): DrawnInteger {
  checkInteger("bad-bounds", "randint", "low", low, limits.float64, "uniform draws other numbers");
  checkInteger("bad-bounds", "randint", "high", high, limits.float64, "uniform draws other numbers");
  const got = `low ${low} and high ${high}`;
  if (low >= high) throw argumentError("bad-bounds", "randint", "low", "below high", got, "high itself is never drawn");
  if (high - 1 - low > 2 ** 53 - 1) {
    throw argumentError("bad-bounds", "randint", "high − low", "at most 2^53", got, "draw from a narrower range");
  }
  if (dtype === undefined) return fits(low, high, "int32") ? "int32" : "float64";
  if (!Object.hasOwn(limits, dtype)) {
    throw argumentError("bad-dtype", "randint", "dtype", "int32, uint8 or float64", String(dtype), "cast the result to other dtypes");
  }
  if (fits(low, high, dtype)) return dtype;
  const [least, most] = limits[dtype];
  throw argumentError(
    "bad-bounds",
    "randint",
    `low and high for ${dtype}`,
    `from ${least} to ${most}`,
    got,
    "ask for a dtype that holds them",
  );
}
