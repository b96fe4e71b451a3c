import { OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";

/** A value as error messages name it: 3, "3", a list of 3, float64[2, 3], an object. */
export function describeValue(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof NdArray) return showType(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** An OpError in the house form: `<op>: <requirement>, got <actual>; <advice>`. */
export function argumentError(code: string, op: string, subject: string, expected: string, actual: string, advice: string): OpError {
  return new OpError(`${op}: ${subject} must be ${expected}, got ${actual}; ${advice}`, { code, expected, actual });
}

/** OpError unless `value` is an integer with least ≤ value ≤ most. */
export function checkInteger(
  code: string,
  op: string,
  subject: string,
  value: unknown,
  [least, most]: readonly [number, number],
  advice: string,
): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const expected = `an integer from ${least} to ${most}`;
  throw argumentError(code, op, subject, expected, describeValue(value), advice);
}

/** OpError unless `value` is a finite number. */
export function checkFiniteNumber(code: string, op: string, subject: string, value: unknown, advice: string): void {
  if (!Number.isFinite(value)) throw argumentError(code, op, subject, "a finite number", describeValue(value), advice);
}
