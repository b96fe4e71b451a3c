import { apply, type Named, type Operand } from "../../graph/apply.ts";
import type { TypedArray } from "../../graph/dtype.ts";
import { atom, binding, grouped, type Notation } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { inferBroadcast } from "../infer.ts";
import { inLines, mapBinary, maskOf, planBroadcast, readsFlat } from "../loops.ts";

/** Python's == binds looser than every sign of arithmetic. */
const comparison: Notation<unknown> = ([a, b]) => ({
  text: `${grouped(a, binding.sum)} == ${grouped(b, binding.sum)}`,
  binds: binding.sum - 1,
});

/**
 * equal(a, b) = [a = b], true where the elements are equal, with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   NaN equals nothing, not even NaN; −0 equals 0.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NNFS ch. 5 (accuracy); ONNX Equal-13; the brackets are Iverson's.
 */
export const equalOp = defineOp({
  name: "equal",
  inputs: ["a", "b"],
  attrs: {},
  infer: (inputs, attrs, fail) => ({ ...inferBroadcast(inputs, attrs, fail), dtype: "bool" }),
  elementwise: true,
  kernel: ([a, b], y) => {
    if (readsFlat(a, y) && readsFlat(b, y)) return () => equalFlat(a.data, b.data, y.data, maskOf(a, y), maskOf(b, y));
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => (p === q ? 1 : 0)));
  },
  vjp: "not-differentiable",
  picture: { role: "op", label: (_, [a, b]) => ((a ?? b) === undefined ? "=" : `${a ?? "·"} = ${b ?? "·"}`) },
  notation: {
    text: ([a, b]) => atom(`[${a.text} = ${b.text}]`),
    latex: ([a, b]) => atom(`\\left[${a.text} = ${b.text}\\right]`),
    numpy: comparison,
  },
});

/** A loop of its own: the shared loops of float32 do not take a result of another dtype. */
function equalFlat(a: TypedArray, b: TypedArray, y: TypedArray, aMask: number, bMask: number): void {
  const single = a instanceof Float32Array && b instanceof Float32Array && y instanceof Uint8Array;
  const start = single ? equalFours(a, b, y, aMask, bMask) : 0;
  for (let k = start; k < y.length; k++) y[k] = Number(a[k & aMask] === b[k & bMask]);
}

/** float32, four elements a turn as in ops/loops.ts; without a branch, since whether a unit was active is hard to foresee. Where it ends. */
function equalFours(a: Float32Array, b: Float32Array, y: Uint8Array, aMask: number, bMask: number): number {
  let k = 0;
  for (; k < y.length - 3; k++) {
    y[k] = Number(a[k & aMask] === b[k & bMask]);
    k++;
    y[k] = Number(a[k & aMask] === b[k & bMask]);
    k++;
    y[k] = Number(a[k & aMask] === b[k & bMask]);
    k++;
    y[k] = Number(a[k & aMask] === b[k & bMask]);
  }
  return k;
}

/** equal(a, b) = [a = b], true where the elements are equal. See {@link equalOp}. */
export function equal<const A extends Operand, const B extends Operand>(
  a: A,
  b: BroadcastOperand<"equal", "any tensor", A, B>,
  options?: Named,
): Tensor<BroadcastShape<A, B>, "bool", NeedsOf<A> | NeedsOf<B>>;
export function equal(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(equalOp, [a, b], {}, options);
}
