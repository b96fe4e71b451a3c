import type { TypedArray } from "../../../graph/dtype.ts";
import type { MatmulPlan } from "./matmul-plan.ts";
import { makeTiles, type Tiles } from "./tiles.ts";

let tiles: Tiles | undefined;
/** The tiles of all products, of which one runs at a time. */
function tilesFor(K: number): Tiles {
  if (tiles === undefined || tiles.panel.length < 4 * K) tiles = makeTiles(K);
  return tiles;
}

/** Up to three columns of b, copied to float64 and met by two rows of a at a time, read in place: too few to repay a copy of a. */
export function multiplyFewColumns(a: TypedArray, b: TypedArray, y: TypedArray, { batches, M, K, N, aStart, bStart }: MatmulPlan): void {
  const { strips, sums, sumTwoRows } = tilesFor(K);
  for (let batch = 0; batch < batches; batch++) {
    pack(b, strips, 3, 0, bStart[batch]!, K, 1, N, N);
    for (let m = 0; m < M; m += 2) {
      const from = aStart[batch]! + m * K;
      sumTwoRows(a, from, m + 1 < M ? from + K : from, K);
      const out = (batch * M + m) * N;
      storeRow(y, out, N, sums[0]!, sums[1]!, sums[2]!, 0);
      if (m + 1 < M) storeRow(y, out + N, N, sums[3]!, sums[4]!, sums[5]!, 0);
    }
  }
}

/**
 * Strips of three rows of a and panels of four columns of b, copied to float64 side by side, so that twelve sums stay in registers and
 * no element is converted twice. All strips that there is room for meet a panel, one after the other.
 */
export function multiplyTiles(a: TypedArray, b: TypedArray, y: TypedArray, { batches, M, K, N, aStart, bStart }: MatmulPlan): void {
  const { strips, panel, sums, sumTile } = tilesFor(K);
  const most = 3 * Math.floor(strips.length / (3 * K));
  for (let batch = 0; batch < batches; batch++) {
    for (let m = 0; m < M; m += most) {
      const rows = Math.min(most, M - m);
      for (let row = 0; row < rows; row += 3) pack(a, strips, 3, row * K, aStart[batch]! + (m + row) * K, K, K, 1, rows - row);
      for (let n = 0; n < N; n += 4) {
        const columns = Math.min(4, N - n);
        pack(b, panel, 4, 0, bStart[batch]! + n, K, 1, N, columns);
        for (let row = 0; row < rows; row += 3) {
          sumTile(row * K, K);
          const out = (batch * M + m + row) * N + n;
          storeRow(y, out, columns, sums[0]!, sums[1]!, sums[2]!, sums[3]!);
          if (row + 1 < rows) storeRow(y, out + N, columns, sums[4]!, sums[5]!, sums[6]!, sums[7]!);
          if (row + 2 < rows) storeRow(y, out + 2 * N, columns, sums[8]!, sums[9]!, sums[10]!, sums[11]!);
        }
      }
    }
  }
}

/** place[to + width k + i] = element k of line i of three or four; where there are fewer lines, the last one again. */
function pack(
  x: TypedArray,
  place: Float64Array,
  width: 3 | 4,
  to: number,
  from: number,
  K: number,
  nextLine: number,
  nextTerm: number,
  lines: number,
): void {
  const [second, third, fourth] = [1, 2, 3].map((line) => nextLine * Math.min(line, lines - 1)) as [number, number, number];
  for (let k = 0, i = from, p = to; k < K; k++, i += nextTerm, p += width) {
    place[p] = x[i]!;
    place[p + 1] = x[i + second]!;
    place[p + 2] = x[i + third]!;
    if (width > 3) place[p + 3] = x[i + fourth]!;
  }
}

/** At most four sums of a row of y. */
export function storeRow(y: TypedArray, out: number, width: number, s0: number, s1: number, s2: number, s3: number): void {
  y[out] = s0;
  if (width > 1) y[out + 1] = s1;
  if (width > 2) y[out + 2] = s2;
  if (width > 3) y[out + 3] = s3;
}
