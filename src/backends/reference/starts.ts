/** Offset of each position of `shape`, counted row-major, under the given strides. */
export function startsOf(shape: readonly number[], strides: readonly number[], count: number): Int32Array {
  const starts = new Int32Array(count);
  for (let run = 0; run < count; run++) {
    let rest = run;
    let start = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number;
      start += (rest % dim) * (strides[axis] as number);
      rest = Math.floor(rest / dim);
    }
    starts[run] = start;
  }
  return starts;
}
