import { NdArray } from "dagrad";
import { type BookTensor, dtypeOf, isTensor } from "./book.ts";

/** NumPy's rule: |actual − expected| ≤ abs + rel · |expected|; zero of either sign is zero. */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

/** What of `actual` differs from `expected` by more than the tolerance, one line each; empty when nothing does. */
export function differences(actual: unknown, expected: unknown, tolerance: Tolerance, path = "value"): string[] {
  if (isChecksum(expected)) return checksumDifferences(actual, expected, tolerance, path);
  if (isTensor(expected)) return tensorDifferences(actual, expected, tolerance, path);
  if (Array.isArray(expected)) {
    const list = actual instanceof NdArray ? actual.tolist() : actual;
    if (!Array.isArray(list) || list.length !== expected.length) return [`${path}: ${show(actual)} is no list of ${expected.length}`];
    return expected.flatMap((one, i) => differences(list[i], one, tolerance, `${path}[${i}]`));
  }
  if (typeof expected === "number" || expected === "Infinity" || expected === "-Infinity" || expected === "NaN") {
    const number = actual instanceof NdArray ? actual.item() : actual;
    return typeof number === "number" && isNear(number, Number(expected), tolerance) ? [] : [`${path}: ${show(actual)}, not ${expected}`];
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null) return [`${path}: ${show(actual)} is no object`];
    const given = actual as Record<string, unknown>;
    // Python warns where dagrad returns an infinity; only what is returned counts.
    const wanted = Object.entries(expected).filter(([key]) => key !== "warnings");
    return wanted.flatMap(([key, one]) => differences(given[key], one, tolerance, `${path}.${key}`));
  }
  return actual === expected ? [] : [`${path}: ${show(actual)}, not ${show(expected)}`];
}

function tensorDifferences(actual: unknown, expected: BookTensor, tolerance: Tolerance, path: string): string[] {
  if (!(actual instanceof NdArray)) return [`${path}: ${show(actual)} is no array`];
  const [type, wanted] = [`${actual.dtype}[${actual.shape}]`, `${dtypeOf(expected)}[${expected.shape}]`];
  if (type !== wanted) return [`${path}: ${type}, not ${wanted}`];
  return expected.data.flatMap((one, i) => {
    const number = actual.data[i] as number;
    return isNear(number, Number(one), tolerance) ? [] : [`${path}[${i}]: ${number}, not ${one}`];
  });
}

/** Of long tensors the truth keeps sums and extremes beside the hash, which only bit-exact rows can compare. */
interface Checksum extends Pick<BookTensor, "dtype" | "shape"> {
  readonly fsum: number;
  readonly fsum_sq: number;
  readonly min: number;
  readonly max: number;
}

const isChecksum = (value: unknown): value is Checksum =>
  typeof value === "object" && value !== null && "fsum_sq" in value && "min" in value;

function checksumDifferences(actual: unknown, expected: Checksum, tolerance: Tolerance, path: string): string[] {
  if (!(actual instanceof NdArray)) return [`${path}: ${show(actual)} is no array`];
  const data: number[] = Array.from(actual.data);
  const total = (f: (x: number) => number): number => data.reduce((sum, x) => sum + f(x), 0);
  const found = { dtype: actual.dtype, shape: actual.shape, fsum: total((x) => x), fsum_sq: total((x) => x * x) };
  const { dtype, shape, fsum, fsum_sq, min, max } = expected;
  return [
    ...differences(found, { dtype, shape, fsum, fsum_sq }, { abs: (tolerance.abs ?? 0) * data.length, rel: 1e-12 }, path),
    ...differences({ min: Math.min(...data), max: Math.max(...data) }, { min, max }, tolerance, path),
  ];
}

function isNear(actual: number, expected: number, { abs = 0, rel = 0 }: Tolerance): boolean {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true;
  return Number.isFinite(expected) && Math.abs(actual - expected) <= abs + rel * Math.abs(expected);
}

const show = (value: unknown): string => (value instanceof NdArray ? String(value) : (JSON.stringify(value) ?? typeof value));
