import type { Callee } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import type { StridedProduct } from "./product.ts";

/** How products of a form are written. */
export interface FormWriter {
  /** Bytes of scratch memory. */
  scratch(product: StridedProduct): number;
  write(module: Module, product: StridedProduct, scratch: number): Callee;
}
