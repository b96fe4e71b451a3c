import { isTensor } from "./builder.ts";
import { checkKind } from "./check-kind.ts";
import type { Dim } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { NeedsOf } from "./types/operand.ts";

/**
 * dynamic(x) = x, whose shape the compiler forgets: what is computed of it is checked when the graph is built.
 *
 *     let h = dynamic(x);
 *     for (const units of layers) h = relu(dense(h, { units }));
 */
export function dynamic<X extends Tensor>(x: X): Tensor<Dim[], X["dtype"], NeedsOf<X>>;
export function dynamic(x: Tensor): Tensor {
  checkKind(isTensor(x), "dynamic", "x", "a tensor", x, "pass what an op returned");
  return x;
}
