import { type Import, Module } from "../assembler/module.ts";
import { productStack } from "../kernels/matmul.ts";
import { countOf, type EngineValue, type ProductGroup } from "../plan/engine-value.ts";
import { epilogueOf, operandOf, unplaced } from "../write/product.ts";
import { type Part, splitProduct, whole } from "./split.ts";

/** The parts of the product for so many threads. Functions of the host are at home in the main thread: an epilogue that calls them stays there. */
export function partsOf(group: ProductGroup, threads: number): readonly Part[] {
  const { product, members } = group;
  const [a, b] = product.inputs as readonly [EngineValue, EngineValue];
  if (threads === 1 || product.dtype !== "float32" || countOf(product) === 0) return whole;
  const parts = splitProduct(productStack(operandOf(a, unplaced), operandOf(b, unplaced)), threads);
  return parts.length > 1 && members.length > 1 && callsHost(group) ? whole : parts;
}

function callsHost(group: ProductGroup): boolean {
  let calls = false;
  const module = new (class extends Module {
    override import(...signature: Parameters<Module["import"]>): Import {
      calls = true;
      return super.import(...signature);
    }
  })();
  const code = module.function([], []);
  const [sum, element, column] = [code.local("v128"), code.local("i32"), code.local("i32")];
  epilogueOf({ code, module }, group, unplaced)(code, sum, { element, elementOffset: 0, column, columnOffset: 0 });
  return calls;
}
