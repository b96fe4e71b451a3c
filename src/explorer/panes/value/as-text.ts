import type { NdArray } from "../../../../graph/ndarray.ts";
import { printNumber } from "../../../../graph/print/print-number.ts";
import { pythonArray } from "../../../export/python/python-values.ts";

/** A line of Python that makes it. */
export const asNumpy = (value: NdArray): string => pythonArray(value);

/** Nested lists; what JSON has no number for is a text, as `array` does not read it: "NaN". */
export const asJson = (value: NdArray): string =>
  JSON.stringify(value.tolist(), (_, element) => (typeof element === "number" && !Number.isFinite(element) ? String(element) : element));

/** A line for each row of the last axis, in NumPy's digits. */
export function asCsv({ data, shape, dtype }: NdArray): string {
  const columns = shape.at(-1) ?? 1;
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += columns)
    lines.push(Array.from(data.subarray(at, at + columns), (x) => printNumber(x, dtype)).join(","));
  return `${lines.join("\n")}\n`;
}

/** "1.5", "-inf", "nan": what a reader writes for a number; undefined where it is none. */
export function readNumber(text: string): number | undefined {
  const written = text.trim().replace("−", "-").toLowerCase();
  if (written === "nan") return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/.exec(written);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (written === "true" || written === "false") return Number(written === "true");
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(written) ? Number(written) : undefined;
}
