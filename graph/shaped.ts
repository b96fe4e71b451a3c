import { GraphError } from "./errors.ts";
import { type Dim, type Shape, sameShape, showShape, showType } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { NeedsOf } from "./types/operand.ts";
import type { StatedShape } from "./types/stated.ts";

/**
 * shaped(x, ["batch", 3]) = x, whose shape is now known to the compiler too.
 *
 * x: any[...S] → the same handle
 * Errors:  GraphError when the shape of x is another; a type error where the compiler can tell.
 */
export function shaped<X extends Tensor, const T extends Dim[]>(x: X, shape: StatedShape<X, T>): Tensor<T, X["dtype"], NeedsOf<X>>;
export function shaped(x: Tensor, shape: Shape): Tensor {
  if (!sameShape(x.shape, shape)) {
    throw new GraphError(
      `shaped: x must be ${showShape(shape)}, got ${showType(x)} (node "${x.id}"); state the shape it has, or reshape it`,
      { code: "stated-shape", node: x.id, expected: showShape(shape), actual: showType(x) },
    );
  }
  return x;
}
