import { positionOf } from "../../graph/bad-element.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import { sameShape, showShape } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import { type Comparison, compare, type Tolerance } from "./all-close.ts";
import type { MatcherResult } from "./matcher-result.ts";
import { numbersOf } from "./numbers.ts";

export interface CloseOptions {
  /** Tolerance relative to the expected value; default 1e-5. */
  readonly rtol?: number;
  /** Absolute tolerance; default 1e-8. */
  readonly atol?: number;
  /** true makes NaN close to NaN; default false. */
  readonly equalNan?: boolean;
}

/**
 * Passes when shapes are equal and every element is close: |received − expected| ≤ atol + rtol · |expected|.
 * A single number on either side stands for an array of it. dtypes are not compared.
 */
export function toBeAllClose(received: unknown, expected: unknown, options: CloseOptions = {}): MatcherResult {
  checkOptions("toBeAllClose", options, ["rtol", "atol", "equalNan"]);
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  for (const [name, value] of Object.entries({ rtol, atol })) {
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new GraphError(`toBeAllClose: ${name} must be a finite number ≥ 0, got ${showValue(value)}; correct the option`, {
        code: "bad-option",
        expected: "a finite number ≥ 0",
        actual: showValue(value),
      });
    }
  }
  const a = numbersOf(received, "received");
  const b = numbersOf(expected, "expected");
  if (a.shape.length > 0 && b.shape.length > 0 && !sameShape(a.shape, b.shape)) {
    const message = `toBeAllClose: shapes must be equal, received ${showShape(a.shape)}, expected ${showShape(b.shape)}`;
    return { pass: false, message: () => message };
  }
  const tolerance = { rtol, atol, equalNan };
  const comparison = compare(a, b, tolerance);
  return {
    pass: comparison.bad === 0,
    message: () => report(comparison, tolerance, a.shape.length === 0 ? b.shape : a.shape),
  };
}

/** 2 of 6 elements are not close, and the worst with both values; where all are and must not be, the pair that differs most. */
function report({ count, bad, worst }: Comparison, { rtol, atol, equalNan }: Tolerance, shape: readonly number[]): string {
  const some = `${bad} of ${count} elements ${bad === 1 ? "is" : "are"} not close`;
  const lines = [`toBeAllClose: ${bad === 0 ? `some element must not be close, but all ${count} are` : some}`];
  if (worst !== null) {
    const where = shape.length === 0 ? "" : `, at [${positionOf(worst.at, shape).join(", ")}]`;
    lines[0] += `; the worst${where}:`;
    lines.push(`  received    ${exact(worst.received)}`, `  expected    ${exact(worst.expected)}`);
    lines.push(`  difference  ${short(worst.difference)}, allowed ${short(worst.allowed)}`);
  }
  lines.push(`  rule        |received − expected| ≤ ${short(atol)} + ${short(rtol)} × |expected|${equalNan ? ", NaN equal to NaN" : ""}`);
  return lines.join("\n");
}

const exact = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** With an exponent where it is small, and without the digits that only rounding made. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(9));
  return rounded > 0 && rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}
