import { countOfShape, substituteDim, termsOf } from "../../graph/dim.ts";
import type { Shape } from "../../graph/shape.ts";
import { showCount } from "../export/quantities.ts";

/** A number of bytes or elements that may depend on named dims: product of names → factor, "" for the plain number. */
export type Size = ReadonlyMap<string, number>;

/** The elements of a shape, each of `unit` bytes: 4 × batch × 3 is 12 × batch, and 4 × (time-1) is 4 × time − 4. */
export function sizeOfShape(shape: Shape, unit: number, binding: ReadonlyMap<string, number>): Size {
  const count = countOfShape(shape.map((dim) => substituteDim(dim, (name) => binding.get(name))));
  // More than what is exact is still worth showing.
  if (typeof count === "number") return new Map([["", count * unit]]);
  return new Map(termsOf(count).map(({ coefficient, factors }) => [factors.join(" × "), coefficient * unit]));
}

export function addSizes(sizes: Iterable<Size>): Size {
  const total = new Map<string, number>();
  for (const size of sizes) for (const [names, factor] of size) total.set(names, (total.get(names) ?? 0) + factor);
  return total;
}

/** "12 × batch + 8" or "4 × time − 4", terms with most names first. */
export function showSize(size: Size): string {
  const terms = [...size]
    .filter(([, factor]) => factor !== 0)
    .sort(([a], [b]) => b.split("×").length - a.split("×").length || b.length - a.length);
  const showTerm = (names: string, factor: number): string =>
    names === "" ? showCount(factor) : factor === 1 ? names : `${showCount(factor)} × ${names}`;
  const sign = (factor: number, first: boolean): string => (first ? (factor < 0 ? "−" : "") : factor < 0 ? " − " : " + ");
  return terms.map(([names, factor], i) => `${sign(factor, i === 0)}${showTerm(names, Math.abs(factor))}`).join("") || "0";
}
