import type { TypedArray } from "../../../graph/dtype.ts";
import type { MatmulPlan } from "./matmul-plan.ts";
import { multiplyNarrow } from "./narrow-matrix.ts";
import { multiplyFewColumns, multiplyTiles, storeRow } from "./tiled-matrix.ts";

/** y = a · b; each sum runs along K from left to right in float64. */
export function multiply(a: TypedArray, b: TypedArray, y: TypedArray, plan: MatmulPlan): void {
  if (plan.K >= 2 && plan.K <= 4 && plan.M > plan.K) multiplyNarrow(a, b, y, plan);
  else if (plan.M <= 4) multiplyInPlace(a, b, y, plan);
  else if (plan.N < 4) multiplyFewColumns(a, b, y, plan);
  else multiplyTiles(a, b, y, plan);
}

/** Few rows, as in a prediction for one sample: b is read where it lies, four columns at a time; a copy would cost more than it saves. */
function multiplyInPlace(a: TypedArray, b: TypedArray, y: TypedArray, { batches, M, K, N, aStart, bStart }: MatmulPlan): void {
  for (let batch = 0; batch < batches; batch++) {
    for (let m = 0; m < M; m++) {
      const from = aStart[batch]! + m * K;
      const end = from + K;
      for (let n = 0; n < N; n += 4) {
        const width = Math.min(4, N - n);
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let i = from, j = bStart[batch]! + n; i < end; i++, j += N) {
          const u = a[i]!;
          s0 += u * b[j]!;
          if (width > 1) s1 += u * b[j + 1]!;
          if (width > 2) s2 += u * b[j + 2]!;
          if (width > 3) s3 += u * b[j + 3]!;
        }
        storeRow(y, (batch * M + m) * N + n, width, s0, s1, s2, s3);
      }
    }
  }
}
