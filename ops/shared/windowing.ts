import type { Difference, Product, Sum } from "../../graph/types/arithmetic.ts";

/** What ops of windows share: how long they are, and how that is written. */

/** Elements from the first to the last of a window whose elements lie so far apart. */
export const extentOf = (size: number, dilation: number): number => dilation * (size - 1) + 1;

/** ", stride 2, axes 1, 2": what is not 1 everywhere, and along which axes. */
export function windowWords({
  axes,
  stride,
  dilation,
}: {
  readonly axes: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}): string {
  const unlessOne = (name: string, list: readonly number[]): string =>
    list.every((one) => one === 1) ? "" : `, ${name} ${new Set(list).size === 1 ? list[0] : list.join(" × ")}`;
  const along = axes.length === 0 ? ", no axis" : `, ${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ")}`;
  return `${unlessOne("stride", stride)}${unlessOne("dilation", dilation)}${along}`;
}

/** The number for the I-th of some axes. */
export type Each<List, I> = List extends readonly unknown[] ? (number extends List["length"] ? number : List[I & keyof List]) : List;

/** Elements from the first to the last of a window of K, D apart. */
export type Extent<K extends number, D extends number> = Sum<Product<D, Difference<K, 1>>, 1>;

/** Where a position stands in a list of them; never where it does not. */
export type IndexOf<P extends readonly unknown[], At> = { [I in keyof P]: [P[I]] extends readonly [At] ? I : never }[number];
