import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { binding, grouped, infix, type Notation } from "../../graph/notation.ts";
import type { Form, Vjp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import { inferArithmetic } from "../infer.ts";
import { inLines, mapBinary, planBroadcast } from "../loops.ts";
import { defineStandardOp } from "../standard-op.ts";
import { unbroadcast } from "../unbroadcast.ts";

/**
 * mul(a, b) = a × b, elementwise with NumPy's broadcasting; the product of matrices is matmul.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE multiplication; 0 × Infinity is NaN; integers wrap around.
 * Errors:  OpError when dtypes differ, are bool, or shapes do not broadcast.
 * Source:  NNFS ch. 2; ONNX Mul-14.
 */
export const mulOp = defineStandardOp({
  name: "mul",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  elementwise: true,
  identity: (_, [a, b]) => (b === 1 ? 0 : a === 1 ? 1 : undefined),
  kernel: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    // Products of two int32 need up to 62 bits, a double holds 53: imul keeps the low 32.
    if (y.dtype === "int32") return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => Math.imul(p, q)));
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p * q));
  },
});

export const mulVjp: Vjp = (dy, [a, b]) => [() => unbroadcast(mul(dy, b), a), () => unbroadcast(mul(dy, a), b)];

/**
 * Numbers stand side by side, as in mathematics; whole tensors get a sign, for side by side they would read as a matrix product.
 * A signed right factor needs parentheses, or it would read as a difference.
 */
const sideBySide =
  (gap: string, sign: string, open: string, close: string): Notation<unknown> =>
  ([x, y], _, { indexed, ranks }) => {
    // A number comes first: 2 x.
    const [a, b] = /^\d/.test(y.text) && !/^\d/.test(x.text) ? [y, x] : [x, y];
    const left = a.open ? `${open}${a.text}${close}` : grouped(a, binding.product, open, close);
    const right = grouped(b, binding.power, open, close);
    const between = indexed === false && !ranks.includes(0) ? sign : gap;
    return { text: `${left}${between}${right}`, binds: binding.product, ...(b.open && right === b.text ? { open: true as const } : {}) };
  };
const text: Notation<unknown> = (operands, attrs, site) =>
  (site.indexed ? sideBySide(" ", "", "(", ")") : infix(" × ", "product"))(operands, attrs, site);

export const mulForm = (): Form => ({
  picture: { role: "op", label: (_, [a, b]) => ((a ?? b) === undefined ? "×" : `${a ?? "·"} × ${b ?? "·"}`) },
  notation: { text, latex: sideBySide(" \\, ", " \\odot ", "\\left(", "\\right)"), numpy: infix(" * ", "product") },
});

/** mul(a, b) = a × b, elementwise with NumPy's broadcasting. See {@link mulOp}. */
export function mul<const A extends Operand, const B extends Operand>(
  a: A,
  b: BroadcastOperand<"mul", "numbers", A, B>,
  options?: Named,
): Tensor<BroadcastShape<A, B>, CommonDType<A, B>, NeedsOf<A> | NeedsOf<B>>;
export function mul(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(mulOp, [a, b], {}, options);
}
