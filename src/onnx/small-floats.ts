import type { ElementType } from "./element-types.ts";

/** Floats by their bits: the sign, then an exponent and a mantissa of so many bits. */
export interface FloatFormat {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  /** What the largest codes mean: numbers all; NaN the last one; ±Infinity and NaN as in IEEE 754; or all numbers, but for −0, which is NaN. */
  readonly top: "numbers" | "nan" | "ieee" | "zero-is-nan";
}

const format = (exponentBits: number, mantissaBits: number, bias: number, top: FloatFormat["top"]): FloatFormat => ({
  exponentBits,
  mantissaBits,
  bias,
  top,
});

/** Source: OCP 8-bit Floating Point and Microscaling Formats (MX); Noune et al. 2022 ("fnuz"); ONNX's float8.md and float4.md. */
export const floatFormats: Partial<Readonly<Record<ElementType, FloatFormat>>> = {
  float4e2m1: format(2, 1, 1, "numbers"),
  float8e4m3fn: format(4, 3, 7, "nan"),
  float8e4m3fnuz: format(4, 3, 8, "zero-is-nan"),
  float8e5m2: format(5, 2, 15, "ieee"),
  float8e5m2fnuz: format(5, 2, 16, "zero-is-nan"),
  float16: format(5, 10, 15, "ieee"),
  bfloat16: format(8, 7, 127, "ieee"),
  float: format(8, 23, 127, "ieee"),
};

/** The largest finite number. */
export function largestOf({ exponentBits, mantissaBits, bias, top }: FloatFormat): number {
  const lastMantissa = 2 - 2 ** -mantissaBits * (top === "nan" ? 2 : 1);
  return lastMantissa * 2 ** (2 ** exponentBits - (top === "ieee" ? 2 : 1) - bias);
}

/** The number that a code of bits stands for; float8e8m0 has an exponent alone. */
export function floatOfBits(code: number, type: ElementType): number {
  if (type === "float8e8m0") return code === 255 ? Number.NaN : 2 ** (code - 127);
  const { exponentBits, mantissaBits, bias, top } = floatFormats[type] as FloatFormat;
  const half = 2 ** (exponentBits + mantissaBits);
  const [sign, rest] = code >= half ? [-1, code - half] : [1, code];
  const [exponent, mantissa] = [Math.floor(rest / 2 ** mantissaBits), rest % 2 ** mantissaBits];
  if (top === "zero-is-nan" && sign < 0 && rest === 0) return Number.NaN;
  if (top === "nan" && rest === half - 1) return Number.NaN;
  if (top === "ieee" && exponent === 2 ** exponentBits - 1) return mantissa > 0 ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  const significand = mantissa / 2 ** mantissaBits + (exponent > 0 ? 1 : 0);
  return sign * significand * 2 ** (Math.max(exponent, 1) - bias);
}
