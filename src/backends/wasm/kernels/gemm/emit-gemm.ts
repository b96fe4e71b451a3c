import { given } from "../../../fuse/extension.ts";
import type { Callee } from "../../assembler/code.ts";
import type { Module } from "../../assembler/module.ts";
import { extension } from "../../extension.ts";
import type { Site } from "../../site.ts";
import { dotFunction, dotScratch } from "./dot.ts";
import type { FormWriter } from "./form-writer.ts";
import type { Gemm } from "./gemm.ts";
import { type ProductForm, piecesOf } from "./pieces.ts";
import { productOf } from "./product.ts";
import { rowFunction, rowScratch } from "./row.ts";
import { tilesFunction, tilesScratch } from "./tiles.ts";

/** Bytes of scratch memory that a product needs; its scratch address does not matter. */
export function gemmScratch(gemm: Gemm): number {
  return Math.max(0, ...piecesOf(productOf(gemm)).map(({ form, product }) => writerOf(form).scratch(product)));
}

/** Writes a call of the product. */
export function emitGemm({ code, module }: Site, gemm: Gemm): void {
  const callee = gemmFunction(module, gemm);
  if (callee) code.i32(0).i32(0).i32(0).call(callee);
}

/**
 * The product as a function of three byte offsets, by which a, b and y lie behind their addresses: for stacks of matrices. Undefined
 * where there is nothing to compute. To the epilogue the offset of y belongs to the element.
 */
export function gemmFunction(module: Module, gemm: Gemm): Callee | undefined {
  const [first, ...others] = piecesOf(productOf(gemm)).map(({ form, product }) => writerOf(form).write(module, product, gemm.scratch));
  if (!first || others.length === 0) return first;
  const code = module.function(["i32", "i32", "i32"], []);
  for (const callee of [first, ...others]) code.get(0).get(1).get(2).call(callee);
  return code;
}

const forms = {
  dot: { scratch: dotScratch, write: dotFunction },
  row: { scratch: rowScratch, write: rowFunction },
  tiles: { scratch: tilesScratch, write: tilesFunction },
} satisfies Partial<Record<ProductForm, FormWriter>>;

const writerOf = (form: ProductForm): FormWriter => (form === "scattered" ? given(extension.writers).scattered : forms[form]);
