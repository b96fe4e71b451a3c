import type { Operand } from "../apply.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Broadcast } from "./broadcast.ts";
import type { LastDim, SameDim } from "./dims.ts";
import type { DTypeProblem } from "./dtypes.ts";
import type { ShapeOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowDim, ShowShape } from "./show.ts";

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
export type MatmulOperand<A extends Operand, B extends Operand> = Checked<
  Checked<DTypeProblem<"matmul", "a float tensor", A, B>, ShapeProblem<ShapeOf<A>, ShapeOf<B>>>,
  B
>;

/** The shape of a · b; unknown after an error, which is reported already. */
export type MatmulShape<A extends Operand, B extends Operand> = Multiply<ShapeOf<A>, ShapeOf<B>> extends infer S extends Shape ? S : Dim[];
