/** max |Δ| as a box or a list says it: three digits are enough to compare by. */
export const showDistance = (most: number | undefined): string =>
  most === undefined ? "other shape" : Number.isNaN(most) ? "NaN" : most === 0 ? "0" : String(Number(most.toPrecision(3)));
