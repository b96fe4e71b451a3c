import { sizeOf } from "../../../../graph/shape.ts";
import { countOf, type EngineValue } from "../../fuse/engine-value.ts";
import type { Code } from "../assembler/code.ts";
import type { Spot } from "../kernels/gemm/gemm.ts";

/**
 * Pushes where, in an operand that has a number for each row of a product, that of the first row of a tile lies, in bytes; returns how many
 * bytes behind it that of the vector's row lies. An engine divides by a known number by multiplying.
 */
export function pushColumn(code: Code, operand: EngineValue, { shape }: EngineValue, at: Spot): number {
  const columns = shape.at(-1) as number;
  code.get(at.element).get(at.column).op("i32.sub").i32(columns).op("i32.div_u");
  const rows = countOf(operand);
  if (rows * columns < sizeOf(shape)) code.i32(4 * rows).op("i32.rem_u");
  return (at.elementOffset - at.columnOffset) / columns;
}
