import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { atom, infix } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { broadcast, type Dim, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Broadcast } from "../../graph/types/broadcast.ts";
import type { LastDim, SameDim } from "../../graph/types/dims.ts";
import type { DTypeProblem } from "../../graph/types/dtypes.ts";
import type { CommonDType, NeedsOf, ShapeOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowDim, ShowShape } from "../../graph/types/show.ts";
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

/** The axis of b that is contracted: its only one, or the second-to-last. */
type Contracted<B extends Shape> = B extends readonly [...unknown[], infer K extends Dim, unknown] ? K : LastDim<B>;

/** [...P, M, K] as [P, M] and [K] as [[], no row]; likewise [...Q, K, N] as [Q, N]. */
type Rows<A extends Shape> = A extends readonly [...infer P extends Dim[], infer M extends Dim, unknown] ? [P, [M]] : [[], []];
type Columns<B extends Shape> = B extends readonly [...infer Q extends Dim[], unknown, infer N extends Dim] ? [Q, [N]] : [[], []];

/** [...P, M, K] · [...Q, K, N] = [...broadcast(P, Q), M, N]; a vector has no row or no column. A text where P and Q do not fit. */
type Multiply<A extends Shape, B extends Shape> = number extends A["length"]
  ? Dim[]
  : number extends B["length"]
    ? Dim[]
    : Rows<A> extends [infer P extends Dim[], infer M extends Dim[]]
      ? Columns<B> extends [infer Q extends Dim[], infer N extends Dim[]]
        ? Broadcast<P, Q> extends [infer Batch extends Shape]
          ? [...Batch, ...M, ...N]
          : Broadcast<P, Q>
        : never
      : never;

/** Both are unranked, or last dim of a and contracted dim of b are the same. */
type InnerFits<A extends Shape, B extends Shape> = number extends A["length"]
  ? true
  : number extends B["length"]
    ? true
    : SameDim<LastDim<A>, Contracted<B>> extends readonly [unknown]
      ? true
      : false;

type ShapeProblem<A extends Shape, B extends Shape> = A extends readonly []
  ? "matmul: operands must have at least one axis, left side is a scalar; use mul"
  : B extends readonly []
    ? "matmul: operands must have at least one axis, right side is a scalar; use mul"
    : InnerFits<A, B> extends true
      ? Multiply<A, B> extends infer Dims extends string
        ? `matmul: batch dims of ${ShowShape<A>} x ${ShowShape<B>} do not broadcast (${Dims})`
        : never
      : `matmul: ${ShowShape<A>} x ${ShowShape<B>}: inner dims ${ShowDim<LastDim<A>>} and ${ShowDim<Contracted<B>>} differ`;

/** The second factor, or why it is none. */
type MatmulOperand<A extends Operand, B extends Operand> = Checked<
  Checked<DTypeProblem<"matmul", "a float tensor", A, B>, ShapeProblem<ShapeOf<A>, ShapeOf<B>>>,
  B
>;

/** The shape of a · b; unknown after an error, which is reported already. */
type MatmulShape<A extends Operand, B extends Operand> = Multiply<ShapeOf<A>, ShapeOf<B>> extends infer S extends Shape ? S : Dim[];

/** matmul(a, b) = a · b: matrix product. See {@link matmulOp}. */
export function matmul<const A extends Operand, const B extends Operand>(
  a: A,
  b: MatmulOperand<A, B>,
  options?: Named,
): Tensor<MatmulShape<A, B>, CommonDType<A, B>, NeedsOf<A> | NeedsOf<B>>;
export function matmul(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(matmulOp, [a, b], {}, options);
}
