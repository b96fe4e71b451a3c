import type { Span } from "./gemm.ts";

/** Panels of columns, side by side, that are all equal: each has `lanes` columns in `vectors` vectors, and is computed `rows` rows at a time. */
export interface Panels extends Span {
  readonly vectors: number;
  readonly lanes: number;
  readonly rows: number;
}

/** Vectors and rows of a panel that is to have that many vectors. */
type Cut = (vectors: number) => readonly { readonly vectors: number; readonly rows: number }[];

/** Cuts columns into panels as `cut` says; the last one may end within its last vector. Equal neighbours are one entry. */
export function panelsOf({ from, to }: Span, cut: Cut): Panels[] {
  const all: (Panels & { to: number })[] = [];
  let start = from;
  for (const { vectors, rows } of cut(Math.ceil((to - from) / 4))) {
    const end = Math.min(start + 4 * vectors, to);
    const before = all.at(-1);
    if (before && before.vectors === vectors && before.rows === rows && end - start === before.lanes) before.to = end;
    else all.push({ from: start, to: end, vectors, lanes: end - start, rows });
    start = end;
  }
  return all;
}

/** Cuts `vectors` into as few parts of at most `most` as there can be, as equal as they can be, larger ones first. */
export function even(vectors: number, most: number): number[] {
  const parts = Math.ceil(vectors / most);
  return Array.from({ length: parts }, (_, i) => Math.floor(vectors / parts) + (i < vectors % parts ? 1 : 0));
}
