import type { DType } from "../../../../graph/dtype.ts";
import { internal } from "../../../../graph/errors.ts";
import type { Code } from "../assembler/code.ts";
import { element } from "../kernels/element.ts";
import type { Lane } from "./lane.ts";

/** What the instructions of a dtype begin with in loops over four lanes. */
export function fourOf(dtype: DType): "f32x4" | "i32x4" {
  if (dtype === "float64") throw internal("loops over four lanes have no float64");
  return dtype === "float32" ? "f32x4" : "i32x4";
}

/** What the instructions of a dtype begin with in loops over single elements. */
export const oneOf = (dtype: DType): "f32" | "f64" | "i32" => element[dtype].type;

/** As oneOf, of a float dtype. */
export const floatOf = oneOf as (dtype: DType) => "f32" | "f64";

/** The operands, onto the stack. */
export function push(code: Code, operands: readonly Lane[]): Code {
  for (let i = 0; i < operands.length; i++) code.get((operands[i] as Lane).local);
  return code;
}
