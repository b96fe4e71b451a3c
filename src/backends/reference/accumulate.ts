import type { Attrs } from "../../../graph/graph.ts";
import type { Accumulate, Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";

/** The loop of an accumulation: line after line along the axis, in NumPy's order. The store into y rounds each step. */
export function accumulateKernel(fold: Accumulate["accumulate"], x: Value, y: Value, { axis, exclusive, reverse }: Attrs): () => void {
  const length = x.shape[axis as number] as number;
  const inner = sizeOf(x.shape.slice((axis as number) + 1));
  const step = reverse === true ? -inner : inner;
  const first = reverse === true ? (length - 1) * inner : 0;
  const isFloat = y.dtype === "float32" || y.dtype === "float64";
  const nothing = fold === "sum" ? 0 : 1;
  // −0 + x is x, of −0, too.
  const start = fold === "sum" && isFloat ? -0 : nothing;
  const round = y.dtype === "float32" ? Math.fround : (number: number) => number;
  const combine = fold === "sum" ? (a: number, b: number) => round(a + b) : isFloat ? (a: number, b: number) => round(a * b) : Math.imul;
  const from = x.data;
  const to = y.data;
  return () => {
    for (let line = 0; line < to.length; line += length * inner) {
      for (let column = 0; column < inner; column++) {
        let total = start;
        for (let k = 0, i = line + column + first; k < length; k++, i += step) {
          if (exclusive === true) to[i] = k === 0 ? nothing : total;
          total = combine(total, from[i]!);
          if (!isFloat) total |= 0;
          if (exclusive !== true) to[i] = total;
        }
      }
    }
  };
}
