import { describeValue } from "../../graph/check-kind.ts";
import { OpError } from "../../graph/errors.ts";

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
