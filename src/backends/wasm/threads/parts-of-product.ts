import { countOf, type EngineValue, type ProductGroup } from "../../fuse/engine-value.ts";
import { scalarOf } from "../../fuse/group.ts";
import { productStack } from "../kernels/matmul.ts";
import { callsHost as expressionCallsHost } from "../lanes/scalar.ts";
import { operandOf, unplaced } from "../write/product.ts";
import { type Part, splitProduct, whole } from "./split.ts";

/** The parts of the product for so many threads. Functions of the host are at home in the main thread: an epilogue that calls them stays there. */
export function partsOf(group: ProductGroup, threads: number): readonly Part[] {
  const { product, members } = group;
  const [a, b] = product.inputs as readonly [EngineValue, EngineValue];
  if (threads === 1 || product.dtype !== "float32" || countOf(product) === 0) return whole;
  const parts = splitProduct(productStack(operandOf(a, unplaced), operandOf(b, unplaced)), threads);
  return parts.length > 1 && members.length > 1 && epilogueCallsHost(group) ? whole : parts;
}

const epilogueCallsHost = ({ product, members }: ProductGroup): boolean =>
  members.some((member) => {
    const expression = member === product ? undefined : scalarOf(member);
    return (
      expression !== undefined &&
      expressionCallsHost(
        expression,
        member.inputs.map(({ literal }) => literal),
      )
    );
  });
