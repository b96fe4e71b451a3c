import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { atom, infix } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { broadcast, type Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { MatmulOperand, MatmulShape } from "../../graph/types/matmul.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import { requireFloat, requireSameDType } from "../shared/infer.ts";
import { matmulCotangents } from "../shared/matmul-cotangents.ts";

/**
 * matmul(a, b) = a · b: matrix product over the last axis of a and the second-to-last of b; a vector stands for one row or column.
 *
 * a: float[...P, M, K], b: float[...Q, K, N] → float[...broadcast(P, Q), M, N]; [K]·[K] → [], [M, K]·[K] → [M], [K]·[K, N] → [N]
 * Edges:   K = 0 → zeros; NaN and Infinity as in IEEE sums. Products are added in float64 from left to right and rounded once.
 *          So backwards, too: a cotangent of 0 times a NaN or an Infinity of the other operand is NaN, which a chainMul would keep at 0.
 * Errors:  OpError when inner dims differ, an operand is a scalar, or dtypes differ.
 * Source:  NNFS ch. 2-3; NumPy matmul; ONNX MatMul-13.
 */
export const matmulOp = defineOp({
  name: "matmul",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferMatmul,
  product: "matmul",
  vjp: (dy, [a, b]) => matmulCotangents(dy, a, b),
  picture: { role: "op", label: "·" },
  notation: {
    text: infix(" ", "product"),
    latex: infix(" ", "product"),
    // np.dot of two stacks of matrices multiplies each with each.
    numpy: ([a, b], _, { ranks }) => atom(`${(ranks[1] ?? 0) > 2 ? "np.matmul" : "np.dot"}(${a.text}, ${b.text})`),
  },
});

function inferMatmul(inputs: Operands<TensorType>, _: unknown, fail: Fail): TensorType {
  const [a, b] = inputs;
  requireFloat(a, "a", fail);
  requireSameDType(inputs, fail);
  if (a.shape.length === 0 || b.shape.length === 0) {
    fail({ code: "rank", expected: "operands must have at least one axis", actual: showTypes(inputs), cure: "use mul for a scalar" });
  }
  const inner = a.shape.at(-1) as Dim;
  const contracted = (b.shape.length === 1 ? b.shape[0] : b.shape.at(-2)) as Dim;
  if (inner !== contracted) {
    fail({
      code: "inner-dims",
      expected: `last axis of a must equal ${b.shape.length === 1 ? "the axis" : "second-to-last axis"} of b`,
      actual: `${showTypes(inputs)} (${inner} against ${contracted})`,
      cure: "transpose or resize one of them",
    });
  }
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if ("mismatch" in batch) {
    return fail({
      code: "broadcast",
      expected: "leading axes must be equal or broadcast",
      actual: showTypes(inputs),
      cure: "reshape one of them",
    });
  }
  const rows = a.shape.length === 1 ? [] : [a.shape.at(-2) as Dim];
  const columns = b.shape.length === 1 ? [] : [b.shape.at(-1) as Dim];
  return { shape: [...batch.shape, ...rows, ...columns], dtype: a.dtype };
}

/** matmul(a, b) = a · b: matrix product. See {@link matmulOp}. */
export function matmul<const A extends Operand, const B extends Operand>(
  a: A,
  b: MatmulOperand<A, B>,
  options?: Named,
): Tensor<MatmulShape<A, B>, CommonDType<A, B>, NeedsOf<A> | NeedsOf<B>>;
export function matmul(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(matmulOp, [a, b], {}, options);
}
