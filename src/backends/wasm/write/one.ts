import type { DType } from "../../../../graph/dtype.ts";
import type { Code } from "../assembler/code.ts";
import type { LoadStore, ValueType } from "../assembler/instructions.ts";

/** The registers of single elements. */
export const registerOf = { float32: "f32", float64: "f64", int32: "i32", uint8: "i32", bool: "i32" } as const satisfies Record<
  DType,
  ValueType
>;

export const loadOf = {
  float32: "f32.load",
  float64: "f64.load",
  int32: "i32.load",
  uint8: "i32.load8_u",
  bool: "i32.load8_u",
} as const satisfies Record<DType, LoadStore>;

export const storeOf = {
  float32: "f32.store",
  float64: "f64.store",
  int32: "i32.store",
  uint8: "i32.store8",
  bool: "i32.store8",
} as const satisfies Record<DType, LoadStore>;

/** A number that is known, as an element of that dtype. */
export function literalOne(code: Code, dtype: DType, value: number): void {
  if (dtype === "float32") code.f32(value);
  else if (dtype === "float64") code.f64(value);
  else code.i32(value);
}
