import { bytesOf } from "../../../../graph/dtype.ts";
import type { EngineValue } from "../../fuse/engine-value.ts";
import { readOf } from "../../fuse/product-reads.ts";
import type { Factor } from "../kernels/gemm/factor.ts";
import type { HomeOf } from "./loop.ts";

/** An operand that a product reads through moves: where its elements lie, by the digits of each axis. */
export function readFactor(value: EngineValue, homeOf: HomeOf): Factor {
  const { dtype, shape } = value;
  const { source, from, axes } = readOf(value);
  return { address: homeOf(source).address + bytesOf(dtype) * from, shape, dtype, axes };
}
