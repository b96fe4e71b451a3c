import type { Value } from "../../../graph/op.ts";
import { broadcastStrides, sizeOf } from "../../../graph/shape.ts";
import { startsOf } from "./starts.ts";

/** y = a · b, of stacks with broadcasting; each sum runs along K from left to right in float64 and is rounded once. */
export function productKernel(a: Value, b: Value, y: Value): () => void {
  const K = a.shape.at(-1) as number;
  const M = a.shape.length === 1 ? 1 : (a.shape.at(-2) as number);
  const N = b.shape.length === 1 ? 1 : (b.shape.at(-1) as number);
  const rank = Math.max(a.shape.length, b.shape.length, 2) - 2;
  const stack = y.shape.slice(0, rank);
  const count = sizeOf(stack);
  const startsIn = ({ shape }: Value, size: number): Int32Array =>
    startsOf(
      stack,
      broadcastStrides(shape.slice(0, -2), rank).map((stride) => stride * size),
      count,
    );
  const [aStart, bStart] = [startsIn(a, M * K), startsIn(b, K * N)];
  const [x, w, to] = [a.data, b.data, y.data];
  // Short sums over many rows add no zero to their first product: there −0 stays −0.
  const begin = Float64Array.of(K >= 2 && K <= 4 && M > K ? -0 : 0);
  return () => {
    for (let matrix = 0, out = 0; matrix < count; matrix++) {
      for (let m = 0, from = aStart[matrix]!; m < M; m++, from += K) {
        // Four columns at a time, whose sums stay in registers; where fewer are left, the last one again.
        for (let n = 0; n < N; n += 4) {
          const last = N - n - 1;
          const second = Math.min(1, last);
          const third = Math.min(2, last);
          const fourth = Math.min(3, last);
          let s0 = begin[0]!;
          let s1 = begin[0]!;
          let s2 = begin[0]!;
          let s3 = begin[0]!;
          for (let i = from, j = bStart[matrix]! + n, end = from + K; i < end; i++, j += N) {
            const u = x[i]!;
            s0 += u * w[j]!;
            s1 += u * w[j + second]!;
            s2 += u * w[j + third]!;
            s3 += u * w[j + fourth]!;
          }
          to[out] = s0;
          to[out + second] = s1;
          to[out + third] = s2;
          to[out + fourth] = s3;
          out += fourth + 1;
        }
      }
    }
  };
}
