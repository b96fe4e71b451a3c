import type { Value } from "../../../graph/op.ts";
import { broadcastStrides, sizeOf } from "../../../graph/shape.ts";
import { startsOf } from "./loops.ts";

/** `batches` products of M×K by K×N matrices, and where each one starts in a and b. */
export interface MatmulPlan {
  readonly batches: number;
  readonly M: number;
  readonly K: number;
  readonly N: number;
  readonly aStart: Int32Array;
  readonly bStart: Int32Array;
}

export function planMatmul(a: Value, b: Value, y: Value): MatmulPlan {
  const K = a.shape.at(-1) as number;
  const M = a.shape.length === 1 ? 1 : (a.shape.at(-2) as number);
  const N = b.shape.length === 1 ? 1 : (b.shape.at(-1) as number);
  const batchRank = Math.max(a.shape.length, b.shape.length, 2) - 2;
  const batchShape = y.shape.slice(0, batchRank);
  const batches = sizeOf(batchShape);
  const starts = (shape: readonly number[], size: number) =>
    startsOf(
      batchShape,
      broadcastStrides(shape.slice(0, -2), batchRank).map((stride) => stride * size),
      batches,
    );
  return {
    batches,
    M,
    K,
    N,
    aStart: starts(a.shape, M * K),
    bStart: starts(b.shape, K * N),
  };
}
