import { isTensor } from "./builder.ts";
import { checkKind } from "./check-kind.ts";
import { GraphError } from "./errors.ts";
import { type Dim, type Shape, sameShape, showShape, showType } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { SameShape } from "./types/dims.ts";
import type { NeedsOf } from "./types/operand.ts";
import type { Checked } from "./types/problem.ts";
import type { ShowShape } from "./types/show.ts";

type StatedProblem<S extends Shape, T extends Shape> =
  SameShape<S, T> extends true ? never : `shaped: x is ${ShowShape<S>}, not ${ShowShape<T>}`;

/** A shape that X may have, or why it cannot. */
type StatedShape<X extends Tensor, T extends Shape> = Checked<StatedProblem<X["shape"], T>, readonly [...T]>;

/**
 * shaped(x, ["batch", 3]) = x, whose shape is now known to the compiler too.
 *
 * x: any[...S] → the same handle; expressions are stated in the form that they have, 2*batch
 * Errors:  GraphError when the shape of x is another; a type error where the compiler can tell.
 */
export function shaped<X extends Tensor, const T extends Dim[]>(x: X, shape: StatedShape<X, T>): Tensor<T, X["dtype"], NeedsOf<X>>;
export function shaped(x: Tensor, shape: Shape): Tensor {
  checkKind(isTensor(x), "shaped", "x", "a tensor", x, "pass what an op returned");
  checkKind(Array.isArray(shape), "shaped", "shape", "a list of sizes and names", shape, 'pass ["batch", 3]');
  if (!sameShape(x.shape, shape)) {
    throw new GraphError(
      `shaped: x must be ${showShape(shape)}, got ${showType(x)} (node "${x.id}"); state the shape it has, or reshape it`,
      { code: "stated-shape", node: x.id, expected: showShape(shape), actual: showType(x) },
    );
  }
  return x;
}
