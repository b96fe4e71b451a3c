import type { Operand } from "../apply.ts";
import type { DType } from "../dtype.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { NestedShape } from "./nested.ts";

/**
 * What an op asks of its operands. A handle says its shape, dtype and needs itself; a literal has a shape, takes the dtype of the
 * operand beside it and needs nothing.
 */

/** Any handle at all. `any` instead of the bounds, so that a test is decided at once inside generic functions too. */
type Handle = Tensor<any, any, any>;

export type ShapeOf<X> = X extends Handle ? X["shape"] : NestedShape<X>;

/** The names of the inputs that X depends on. */
export type NeedsOf<X> = X extends Tensor<any, any, infer Names> ? Names : never;

/** The dtype of X, which for a literal is that of the operand beside it; "none" where both are literals. */
export type DTypeBeside<X, Other> = X extends Handle ? X["dtype"] : Other extends Handle ? Other["dtype"] : "none";

/** The dtype of a ∘ b: the better known of two equal ones. */
export type CommonDType<A, B> = A extends Handle ? (B extends Handle ? A["dtype"] & B["dtype"] : A["dtype"]) : B extends Handle ? B["dtype"] : DType;

/** A tensor computed of X: of another shape or dtype, with the same needs. */
export type TensorOf<X extends Operand, S extends Shape, D extends DType> = Tensor<S, D, NeedsOf<X>>;
