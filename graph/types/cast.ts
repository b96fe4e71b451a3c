import type { DType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import type { NeedsOf } from "./operand.ts";

/** X in another dtype. */
export type Cast<X extends Tensor, D extends DType> = Tensor<X["shape"], D, NeedsOf<X>>;
