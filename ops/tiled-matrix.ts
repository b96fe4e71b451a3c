import type { TypedArray } from "../graph/dtype.ts";
import type { MatmulPlan } from "./matmul-plan.ts";
import { makeTiles, mostRows, mostTerms, type Tiles } from "./tiles.ts";

/** Of all products: one runs at a time. */
let tiles: Tiles | undefined;

/** Up to three columns of b, copied to float64 and met by two rows of a at a time, read in place: too few to repay a copy of a. */
export function multiplyFewColumns(a: TypedArray, b: TypedArray, y: TypedArray, plan: MatmulPlan): void {
  tiles ??= makeTiles();
  const { strips, sums, sumTwoRows } = tiles;
  const { batches, M, K, N, aStart, bStart } = plan;
  for (let batch = 0; batch < batches; batch++) {
    packThree(b, strips, 0, bStart[batch]!, K, 1, N, N);
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
 * no element is converted twice. Where K is more than there is room for, sums wait in `carried` for the next part of their terms.
 */
export function multiplyTiles(a: TypedArray, b: TypedArray, y: TypedArray, plan: MatmulPlan): void {
  tiles ??= makeTiles();
  for (let batch = 0; batch < plan.batches; batch++) {
    for (let m = 0; m < plan.M; m += mostRows) {
      for (let k = 0; k === 0 || k < plan.K; k += mostTerms) multiplyBlock(a, b, y, plan, tiles, batch, m, k);
    }
  }
}

/** 96 rows of a from row m on, by all columns of b: the terms of their sums from k to k + 1023. */
function multiplyBlock(
  a: TypedArray,
  b: TypedArray,
  y: TypedArray,
  { M, K, N, aStart, bStart, carried }: MatmulPlan,
  { strips, panel, sums, addProducts }: Tiles,
  batch: number,
  m: number,
  k: number,
): void {
  const rows = Math.min(mostRows, M - m);
  const terms = Math.min(mostTerms, K - k);
  for (let row = 0; row < rows; row += 3) packThree(a, strips, row * terms, aStart[batch]! + (m + row) * K + k, terms, K, 1, rows - row);
  for (let n = 0, waiting = 0; n < N; n += 4) {
    const columns = Math.min(4, N - n);
    packFour(b, panel, bStart[batch]! + k * N + n, terms, N, columns);
    for (let row = 0; row < rows; row += 3, waiting += 12) {
      if (k > 0) for (let i = 0; i < 12; i++) sums[i] = carried[waiting + i]!;
      addProducts(row * terms, terms, k > 0);
      if (k + terms < K) {
        carried.set(sums, waiting);
        continue;
      }
      const out = (batch * M + m + row) * N + n;
      storeRow(y, out, columns, sums[0]!, sums[1]!, sums[2]!, sums[3]!);
      if (row + 1 < rows) storeRow(y, out + N, columns, sums[4]!, sums[5]!, sums[6]!, sums[7]!);
      if (row + 2 < rows) storeRow(y, out + 2 * N, columns, sums[8]!, sums[9]!, sums[10]!, sums[11]!);
    }
  }
}

/** place[to + 3 k + i] = element k of line i of three; where there are fewer lines, the last one again. */
function packThree(
  x: TypedArray,
  place: Float64Array,
  to: number,
  from: number,
  terms: number,
  nextLine: number,
  nextTerm: number,
  lines: number,
): void {
  const second = lines > 1 ? nextLine : 0;
  const third = lines > 2 ? 2 * nextLine : second;
  for (let k = 0, i = from, p = to; k < terms; k++, i += nextTerm, p += 3) {
    place[p] = x[i]!;
    place[p + 1] = x[i + second]!;
    place[p + 2] = x[i + third]!;
  }
}

/** place[4 k + c] = x[k, c]; where there are fewer columns than four, the last one again. */
function packFour(x: TypedArray, place: Float64Array, from: number, terms: number, nextTerm: number, columns: number): void {
  const second = columns > 1 ? 1 : 0;
  const third = columns > 2 ? 2 : second;
  const fourth = columns > 3 ? 3 : third;
  for (let k = 0, i = from, p = 0; k < terms; k++, i += nextTerm, p += 4) {
    place[p] = x[i]!;
    place[p + 1] = x[i + second]!;
    place[p + 2] = x[i + third]!;
    place[p + 3] = x[i + fourth]!;
  }
}

/** At most four sums of a row of y. */
export function storeRow(y: TypedArray, out: number, width: number, s0: number, s1: number, s2: number, s3: number): void {
  y[out] = s0;
  if (width > 1) y[out + 1] = s1;
  if (width > 2) y[out + 2] = s2;
  if (width > 3) y[out + 3] = s3;
}
