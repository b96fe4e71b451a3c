import type { DType } from "../../../../graph/dtype.ts";
import type { LoadStore, ValueType } from "../assembler/instructions.ts";

/** How single elements of a dtype are read into a local and written from it. */
export interface Element {
  readonly type: Exclude<ValueType, "i64">;
  readonly load: LoadStore;
  readonly store: LoadStore;
}

const byte = { type: "i32", load: "i32.load8_u", store: "i32.store8" } as const;

export const element = {
  float32: { type: "f32", load: "f32.load", store: "f32.store" },
  float64: { type: "f64", load: "f64.load", store: "f64.store" },
  int32: { type: "i32", load: "i32.load", store: "i32.store" },
  uint8: byte,
  bool: byte,
} as const satisfies Record<DType, Element>;
