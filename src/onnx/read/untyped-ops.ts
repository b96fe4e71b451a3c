import type { AnyTensor } from "../../../graph/op.ts";
import * as typed from "../../../ops/index.ts";

/** The ops that users call, for operands whose types are known only when a file is read. */
export const op = typed as unknown as { readonly [K in keyof typeof typed]: (...operands: readonly unknown[]) => AnyTensor };
