import type { Tensor } from "../../graph/tensor.ts";
import * as typed from "../../ops/index.ts";

/** The ops that users call, for programs whose types are known only when they run. */
export const op = typed as unknown as { readonly [K in keyof typeof typed]: (...operands: readonly unknown[]) => Tensor };
