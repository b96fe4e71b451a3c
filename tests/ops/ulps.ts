import { isFloat } from "../../graph/dtype.ts";
import type { NdArray } from "../../graph/ndarray.ts";

const float = new Float64Array(1);
const bits64 = new BigInt64Array(float.buffer);
const single = new Float32Array(1);
const bits32 = new Int32Array(single.buffer);

/** The place of a float among all floats of its dtype, in order: neighbours differ by 1, and both zeros stand at 0. */
function place(value: number, dtype: "float32" | "float64"): bigint {
  float[0] = value;
  single[0] = value;
  const bits = dtype === "float32" ? BigInt(bits32[0] as number) : (bits64[0] as bigint);
  const lowest = dtype === "float32" ? -(2n ** 31n) : -(2n ** 63n);
  return bits >= 0n ? bits : lowest - bits;
}

/**
 * How many floats lie between two numbers of a dtype: 0 for the same number (NaN and NaN, but not 0 and −0), 1 for neighbours.
 * Numbers of unlike sign, and a number that is not finite and any other, are Infinity apart; so are unequal integers.
 */
export function ulpsApart(a: number, b: number, dtype: string): number {
  if (Object.is(a, b)) return 0;
  if ((dtype !== "float32" && dtype !== "float64") || !Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  if (Object.is(Math.sign(a), -Math.sign(b)) || a === b) return Number.POSITIVE_INFINITY;
  const distance = place(a, dtype) - place(b, dtype);
  return Number(distance < 0n ? -distance : distance);
}

/** The elements of `actual` that are more than `ulps` from those of `expected`, as lines to read; none where all is well. */
export function differences(actual: NdArray, expected: NdArray, ulps = 0): string[] {
  const type = ({ dtype, shape }: NdArray): string => `${dtype}[${shape.join(", ")}]`;
  if (type(actual) !== type(expected)) return [`${type(actual)} is not ${type(expected)}`];
  const allowed = isFloat(expected.dtype) ? ulps : 0;
  const lines: string[] = [];
  for (const [i, element] of expected.data.entries()) {
    const given = actual.data[i] as number;
    const apart = ulpsApart(given, element, expected.dtype);
    if (apart > allowed)
      lines.push(
        `element ${i} is ${Object.is(given, -0) ? "-0" : given}, not ${Object.is(element, -0) ? "-0" : element}: ${apart} ulps apart`,
      );
  }
  return lines;
}
