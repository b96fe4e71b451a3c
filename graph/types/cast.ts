import type { Named } from "../apply.ts";
import type { DType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import type { NeedsOf } from "./operand.ts";

/** The elements of x in another dtype. */
export type CastFunction = <X extends Tensor, const D extends DType>(x: X, dtype: D, options?: Named) => Tensor<X["shape"], D, NeedsOf<X>>;
