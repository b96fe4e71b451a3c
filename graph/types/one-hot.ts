import type { DType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import type { NeedsOf } from "./operand.ts";

/** Rows of length N, one for each index of I. */
export type OneHot<I extends Tensor, N extends number, D extends DType> = Tensor<[...I["shape"], N], D, NeedsOf<I>>;
