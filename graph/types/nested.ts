import type { Dim } from "../shape.ts";

/** The shape of a literal list of lists: [2, 3] for [[1, 2, 3], [4, 5, 6]]; of unknown sizes where the list is not a literal. */
export type NestedShape<V> = V extends readonly [infer First, ...unknown[]]
  ? readonly [V["length"], ...NestedShape<First>]
  : V extends readonly (infer Element)[]
    ? number extends V["length"]
      ? Element extends readonly unknown[]
        ? readonly Dim[]
        : readonly [number]
      : readonly [0]
    : readonly [];
