import type { Nested } from "../nested.ts";
import type { Dim } from "../shape.ts";

/** The shape of nested lists: [2, 3] for [[1, 2, 3], [4, 5, 6]], [number, number] for a number[][], unknown where the depth is. */
export type NestedShape<V> = [Nested] extends [V]
  ? Dim[]
  : V extends readonly [infer First, ...unknown[]]
    ? [V["length"], ...NestedShape<First>]
    : V extends readonly (infer Element)[]
      ? number extends V["length"]
        ? [number, ...NestedShape<Element>]
        : [0]
      : [];
