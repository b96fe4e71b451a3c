import { isExpression, substituteDim } from "../../graph/dim.ts";
import type { Shape } from "../../graph/shape.ts";
import { showCount } from "../export/quantities.ts";

/** A number of bytes or elements that may depend on named dims: product of names → factor, "" for the plain number. */
export type Size = ReadonlyMap<string, number>;

/** The elements of a shape, each of `unit` bytes: 4 × batch × 3 is 12 × batch. A dim that is an expression stands as one name, in brackets. */
export function sizeOfShape(shape: Shape, unit: number, binding: ReadonlyMap<string, number>): Size {
  let factor = unit;
  const names: string[] = [];
  for (const dim of shape) {
    const bound = substituteDim(dim, (name) => binding.get(name));
    if (typeof bound === "number") factor *= bound;
    else names.push(isExpression(bound) ? `(${bound})` : bound);
  }
  return new Map([[names.sort().join(" × "), factor]]);
}

export function addSizes(sizes: Iterable<Size>): Size {
  const total = new Map<string, number>();
  for (const size of sizes) for (const [names, factor] of size) total.set(names, (total.get(names) ?? 0) + factor);
  return total;
}

/** "12 × batch + 8", terms with most names first. */
export function showSize(size: Size): string {
  const terms = [...size]
    .filter(([, factor]) => factor !== 0)
    .sort(([a], [b]) => b.split("×").length - a.split("×").length || b.length - a.length);
  return (
    terms
      .map(([names, factor]) => (names === "" ? showCount(factor) : factor === 1 ? names : `${showCount(factor)} × ${names}`))
      .join(" + ") || "0"
  );
}
