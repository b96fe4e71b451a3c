import { expect } from "vitest";
import { NdArray } from "../../../../../graph/ndarray.ts";
import type { Primitive } from "../../../../../graph/op.ts";
import { sizeOf, stridesOf } from "../../../../../graph/shape.ts";
import { runBoth } from "./run-kernel.ts";

/**
 * Exact Σ x and Σ |x| for each result. `numbers` gives multiples of 2⁻²⁰ below 8, so that float64, and so this addition, is exact:
 * for float64 x the elements are scaled by an odd factor afterwards, which the callers' bound allows for.
 */
export function exactSums(x: NdArray, axis: readonly number[]): { sums: Float64Array; sizes: Float64Array } {
  const kept = x.shape.map((dim, i) => (axis.includes(i) ? 1 : dim));
  const strides = stridesOf(x.shape);
  const to = stridesOf(kept).map((stride, i) => (axis.includes(i) ? 0 : stride));
  const sums = new Float64Array(sizeOf(kept));
  const sizes = new Float64Array(sizeOf(kept));
  x.data.forEach((element, k) => {
    let target = 0;
    for (let i = 0; i < strides.length; i++)
      target += (Math.floor(k / (strides[i] as number)) % (x.shape[i] as number)) * (to[i] as number);
    sums[target]! += element;
    sizes[target]! += Math.abs(element);
  });
  return { sums, sizes };
}

/** Sizes of the reduced axes, neighbours taken together: those that only axes of size 1 part. */
function walkedAxes(shape: readonly number[], axis: readonly number[]): number[] {
  const sizes: number[] = [];
  let apart = true;
  shape.forEach((dim, i) => {
    if (dim === 1) return;
    if (!axis.includes(i)) apart = true;
    else if (apart) sizes.push(dim);
    else sizes.push((sizes.pop() as number) * dim);
    if (axis.includes(i)) apart = false;
  });
  return sizes;
}

/** The engine's sums, or means, are within the bound that fold-of.ts states; x as `numbers` gives it. */
export function expectSums(op: Primitive<any>, x: NdArray, axis: readonly number[], count = 1): void {
  const unit = x.dtype === "float32" ? 2 ** -24 : 2 ** -53;
  const scale = x.dtype === "float32" ? 1 : 1 / 3;
  const scaled = new NdArray(x.data.slice(), x.shape, x.dtype);
  for (let i = 0; i < x.data.length; i++) scaled.data[i] = (x.data[i] as number) * scale;
  const { y } = runBoth(op, [scaled], { axis, keepdims: false });
  const { sums, sizes } = exactSums(x, axis);
  const factor = walkedAxes(x.shape, axis).reduce((total, n) => total + Math.min(n, 1024) + n / 1024 + 16, 2);
  y.data.forEach((sum, i) => {
    const error = Math.abs(sum - ((sums[i] as number) * scale) / count);
    const bound = (factor * unit * (sizes[i] as number) * scale) / count;
    if (!(error <= bound)) expect.fail(`${op.name} ${x.dtype}[${x.shape}] over ${axis}: off by ${error}, at most ${bound}`);
  });
}
