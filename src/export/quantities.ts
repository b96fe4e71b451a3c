import type { DType } from "../../graph/dtype.ts";
import type { Shape } from "../../graph/shape.ts";

/*
 * Numbers and sizes as pictures print them: short, with − for minus, the same in every locale.
 */

/** batch×4; 4 for a vector; "scalar". */
export const showDims = (shape: Shape): string => (shape.length === 0 ? "scalar" : shape.join("×"));

/** 200,960 */
export const showCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** 20, 65,792, 3.23 M */
export const showLarge = (count: number): string => (count < 1e6 ? showCount(count) : `${trimmed(count / 1e6)} M`);

const trimmed = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** 864 B, 1.57 MB (of 1000 kB) */
export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${trimmed(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${trimmed(bytes / 1e6)} MB` : `${trimmed(bytes / 1e9)} GB`;
}

/** A time in ms: 51 ns, 1.2 µs, 34.0 ms, 2.1 s */
export function showTime(ms: number): string {
  if (ms < 0.0009995) return `${Math.round(ms * 1e6)} ns`;
  if (ms < 0.9995) return `${(ms * 1e3).toFixed(1)} µs`;
  return ms < 999.5 ? `${ms.toFixed(1)} ms` : `${(ms / 1e3).toFixed(1)} s`;
}

/** A share of a whole: 7%, <1% */
export const showShare = (share: number): string => (share > 0 && share < 0.005 ? "<1%" : `${Math.round(share * 100)}%`);

/** One element in at most seven characters: −0.60, 12.3, 784, 1.2e−7, NaN, ∞; whole numbers and truth values as they are. */
export function showElement(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (Number.isNaN(value)) return "NaN";
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return value < 0 ? "−∞" : "∞";
  return (value < 0 ? "−" : "") + showSize(size, dtype);
}

function showSize(size: number, dtype: DType): string {
  if (size === 0) return "0";
  if (dtype === "int32" || dtype === "uint8") return size < 1e6 ? String(size) : exponential(size);
  if (size >= 99999.5 || size < 0.001) return exponential(size);
  if (size >= 99.95) return size.toFixed(0);
  if (size >= 9.995) return size.toFixed(1);
  return size < 0.01 ? size.toPrecision(1) : size.toFixed(2);
}

const exponential = (size: number): string => size.toExponential(1).replace("e+", "e").replace("e-", "e−");
