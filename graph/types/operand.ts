import type { DType } from "../dtype.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { NestedShape } from "./nested.ts";

/**
 * What an op asks of its operands. A handle says its shape, dtype and needs itself; a literal has a shape, takes the dtype of the
 * operand beside it and needs nothing.
 */

export type ShapeOf<X> = X extends { readonly shape: infer S extends Shape } ? S : NestedShape<X>;

/** What says its dtype itself: an NdArray is a literal, since its floats take the dtype of the operand beside it. */
export interface OfDType<D> {
  readonly dtype: D;
  readonly data?: never;
}

/** "none" for a literal. */
export type DTypeOf<X> = X extends OfDType<infer D extends DType> ? D : "none";

/** The names of the inputs that X depends on. */
export type NeedsOf<X> = X extends Tensor<any, any, infer Names> ? Names : never;

/** The dtype of a ∘ b: the better known of two equal ones. */
export type CommonDType<A, B> =
  A extends OfDType<infer D extends DType>
    ? B extends OfDType<infer E extends DType>
      ? D & E
      : D
    : B extends OfDType<infer E extends DType>
      ? E
      : DType;
