import type { Value } from "../../graph/op.ts";

/**
 * The element of a value that says most: the largest in magnitude, of equal ones the first, NaN before any number. Of a value of `rows` rows only that one is
 * looked at, so that steps follow one sample; 0 where there is no element.
 */
export function tellingElement({ data, shape }: Pick<Value, "data" | "shape">, row = 0, rows?: number): number {
  const hasRows = rows !== undefined && shape[0] === rows && row < rows;
  const size = hasRows ? data.length / rows : data.length;
  const first = hasRows ? row * size : 0;
  let best = first;
  for (let i = first; i < first + size; i++) {
    const magnitude = Math.abs(data[i] as number);
    if (Number.isNaN(magnitude)) return i;
    if (magnitude > Math.abs(data[best] as number)) best = i;
  }
  return best;
}
