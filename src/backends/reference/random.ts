import type { TypedArray } from "../../../graph/dtype.ts";
import type { Attrs } from "../../../graph/graph.ts";
import type { Fail, Value } from "../../../graph/op.ts";
import { philox } from "./philox.ts";

/** Fills y with the uniform numbers of its seed and stream at the counter. */
export function randomKernel(counter: Value, y: Value, attrs: Attrs, fail: Fail): () => void {
  const fill = y.dtype === "float32" ? fillSingle : fillDouble;
  return () => fill(y.data, wholeNumber(counter.data[0] as number, fail), attrs.seed as number, attrs.stream as number);
}

function wholeNumber(value: number, fail: Fail): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return fail({
    code: "counter",
    expected: `counter must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    actual: String(value),
    cure: "count from 0",
  });
}

const block = new Uint32Array(4);
const high = (n: number): number => Math.floor(n / 2 ** 32);

function fillSingle(y: TypedArray, counter: number, seed: number, stream: number): void {
  for (let i = 0; i < y.length; i += 4) {
    philox(block, i / 4, high(i / 4), counter, high(counter), seed, stream);
    const end = Math.min(4, y.length - i);
    for (let k = 0; k < end; k++) y[i + k] = (block[k]! >>> 8) * 2 ** -24;
  }
}

function fillDouble(y: TypedArray, counter: number, seed: number, stream: number): void {
  for (let i = 0; i < y.length; i += 2) {
    philox(block, i / 2, high(i / 2), counter, high(counter), seed, stream);
    y[i] = ((block[0]! >>> 5) * 2 ** 26 + (block[1]! >>> 6)) * 2 ** -53;
    if (i + 1 < y.length) y[i + 1] = ((block[2]! >>> 5) * 2 ** 26 + (block[3]! >>> 6)) * 2 ** -53;
  }
}
