import { NdArray } from "dagrad";
import { type BookTensor, dtypeOf, isTensor } from "./book.ts";

/** NumPy's rule: |actual − expected| ≤ abs + rel · |expected|; zero of either sign is zero. */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

/** What of `actual` differs from `expected` by more than the tolerance, one line each; empty when nothing does. */
export function differences(actual: unknown, expected: unknown, tolerance: Tolerance, path = "value"): string[] {
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
    return Object.entries(expected).flatMap(([key, one]) => differences(given[key], one, tolerance, `${path}.${key}`));
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

function isNear(actual: number, expected: number, { abs = 0, rel = 0 }: Tolerance): boolean {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true;
  return Number.isFinite(expected) && Math.abs(actual - expected) <= abs + rel * Math.abs(expected);
}

const show = (value: unknown): string => (value instanceof NdArray ? String(value) : (JSON.stringify(value) ?? typeof value));
