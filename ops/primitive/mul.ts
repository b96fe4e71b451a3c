import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { binding, grouped, infix, type Notation } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferArithmetic } from "../infer.ts";
import { mapBinary, planBroadcast } from "../loops.ts";

/** Written side by side, as mathematics does: a signed right factor needs parentheses, or it would read as a difference. */
const sideBySide: Notation<unknown> = ([a, b]) => ({
  text: `${grouped(a, binding.product, "\\left(", "\\right)")} \\, ${grouped(b, binding.power, "\\left(", "\\right)")}`,
  binds: binding.product,
});

/**
 * mul(a, b) = a × b, elementwise with NumPy's broadcasting; the product of matrices is matmul.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE multiplication; 0 × Infinity is NaN; integers wrap around.
 * Errors:  OpError when dtypes differ, are bool, or shapes do not broadcast.
 * Source:  NNFS ch. 2; ONNX Mul-14.
 */
export const mulOp = defineOp({
  name: "mul",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  picture: { role: "op", label: (_, [a, b]) => ((a ?? b) === undefined ? "×" : `${a ?? "·"} × ${b ?? "·"}`) },
  notation: { text: infix(" × ", "product"), latex: sideBySide, numpy: infix(" * ", "product") },
  elementwise: true,
  identity: (_, [a, b]) => (b === 1 ? 0 : a === 1 ? 1 : undefined),
  kernel: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    // Products of two int32 need up to 62 bits, a double holds 53: imul keeps the low 32.
    if (y.dtype === "int32") return () => mapBinary(a.data, b.data, y.data, plan, (p, q) => Math.imul(p, q));
    return () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p * q);
  },
});

/** mul(a, b) = a × b, elementwise with NumPy's broadcasting. See {@link mulOp}. */
export const mul = (a: Operand, b: Operand, options?: Named) => apply(mulOp, [a, b], {}, options);
