import type { Operand } from "../apply.ts";
import type { Dim, Shape } from "../shape.ts";
import type { SameDim } from "./dims.ts";
import type { DTypeKind, DTypeProblem } from "./dtypes.ts";
import type { ShapeOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowDim, ShowShape } from "./show.ts";

/** [D] for the dim of two that are aligned: equal dims stay, 1 stretches; false where they certainly do not fit. */
type BroadcastDim<A, B> = [A, B] extends readonly [B, A]
  ? [A]
  : [B] extends readonly [1]
    ? [A]
    : [A] extends readonly [1]
      ? [B]
      : SameDim<A, B> extends readonly [infer D]
        ? [D]
        : MayBeOne<A | B>;

/** A dim that is 1 or 3 may stretch, too. */
type MayBeOne<D> = 1 extends D ? [number] : false;

/** From the last axis to the first: [S], or the text "4 vs 5" where two dims do not fit. */
type Align<A extends Shape, B extends Shape, S extends Dim[]> = A extends readonly [...infer As extends Dim[], infer a extends Dim]
  ? B extends readonly [...infer Bs extends Dim[], infer b extends Dim]
    ? BroadcastDim<a, b> extends readonly [infer D extends Dim]
      ? Align<As, Bs, [D, ...S]>
      : `${ShowDim<a>} vs ${ShowDim<b>}`
    : [[...A, ...S]]
  : [[...B, ...S]];

/** NumPy's broadcasting: [S] for the common shape, or the two dims that do not fit, as a text. */
export type Broadcast<A extends Shape, B extends Shape> = [A, B] extends readonly [B, A]
  ? [A]
  : number extends A["length"]
    ? [Dim[]]
    : number extends B["length"]
      ? [Dim[]]
      : Align<A, B, []>;

/** A number fits every shape. */
type BroadcastProblem<Op extends string, A extends Operand, B extends Operand> = A extends number
  ? never
  : B extends number
    ? never
    : Broadcast<ShapeOf<A>, ShapeOf<B>> extends infer Dims extends string
      ? `${Op}: cannot broadcast ${ShowShape<ShapeOf<A>>} with ${ShowShape<ShapeOf<B>>} (${Dims})`
      : never;

/** The second operand of a ∘ b, or the error text: one dtype among those that the op takes, shapes that broadcast. */
export type BroadcastOperand<Op extends string, K extends DTypeKind, A extends Operand, B extends Operand> = Checked<
  Checked<DTypeProblem<Op, K, A, B>, BroadcastProblem<Op, A, B>>,
  B
>;

/** The shape of a ∘ b; unknown after an error, which is reported already. */
export type BroadcastShape<A extends Operand, B extends Operand> = A extends number
  ? ShapeOf<B>
  : B extends number
    ? ShapeOf<A>
    : Broadcast<ShapeOf<A>, ShapeOf<B>> extends [infer S extends Shape]
      ? S
      : Dim[];
