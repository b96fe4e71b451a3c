import type { Named } from "../apply.ts";
import type { DType } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import type { IntTensor } from "./dtypes.ts";
import type { NeedsOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { WholeProblem } from "./size.ts";

/** Rows of zeros with a 1 at the index, on a new last axis; float32 unless `dtype` says otherwise. */
export type OneHotFunction = <I extends Tensor, const N extends number, const D extends DType = "float32">(
  indices: IntTensor<"oneHot", I, "indices">,
  depth: Checked<WholeProblem<"oneHot", "depth", N>, N>,
  options?: { readonly dtype?: D } & Named,
) => Tensor<[...I["shape"], N], D, NeedsOf<I>>;
