import type { DType } from "../../../../graph/dtype.ts";
import type { Code } from "../assembler/code.ts";
import type { Lane } from "./lane.ts";

/** What the instructions of a dtype begin with in loops over four lanes. */
export function fourOf(dtype: DType): "f32x4" | "i32x4" {
  if (dtype === "float64") throw new Error("internal: loops over four lanes have no float64");
  return dtype === "float32" ? "f32x4" : "i32x4";
}

const ones = { float32: "f32", float64: "f64", int32: "i32", uint8: "i32", bool: "i32" } as const satisfies Record<DType, string>;

/** What the instructions of a dtype begin with in loops over single elements. */
export const oneOf = (dtype: DType): "f32" | "f64" | "i32" => ones[dtype];

/** As oneOf, of a float dtype. */
export function floatOf(dtype: DType): "f32" | "f64" {
  const type = oneOf(dtype);
  if (type === "i32") throw new Error(`internal: ${dtype} is not a float dtype`);
  return type;
}

/** The operands, onto the stack. */
export function push(code: Code, operands: readonly Lane[]): Code {
  for (const { local } of operands) code.get(local);
  return code;
}

/** A float constant, onto the stack. */
export const float = (code: Code, type: "f32" | "f64", value: number): Code => (type === "f32" ? code.f32(value) : code.f64(value));
