import type { DType } from "../../graph/dtype.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** True for types that the compiler holds for identical. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What a tensor type says, with its shape read-only: whether a tuple may be written to is no matter of shapes. */
type Said<X> = X extends Tensor<infer S, infer D, infer N> ? { readonly shape: Readonly<S>; readonly dtype: D; readonly needs: N } : X;

/** `exactly<["batch", 3], "float32", "X">()(x)` compiles when x is a tensor of exactly that shape, dtype and needs. */
export const exactly =
  <S extends Shape, D extends DType, N extends string>() =>
  <X>(_: X & (Same<Said<X>, Said<Tensor<S, D, N>>> extends true ? unknown : ["wanted", Tensor<S, D, N>])): void => {};

/** `fits<["batch", 3], "float32", "X">()(x)` compiles when such a tensor is an x: x says the same, or less where the compiler knows less. */
export const fits =
  <S extends Shape, D extends DType, N extends string>() =>
  <X>(_: X & ([Tensor<S, D, N>] extends [X] ? unknown : ["wanted", Tensor<S, D, N>])): void => {};

/** `same<A, B>()` compiles when A and B are identical. */
export const same = <A, B>(..._: Same<A, B> extends true ? [] : [got: A, wanted: B]): void => {};
