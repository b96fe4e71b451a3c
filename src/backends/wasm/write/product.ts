import type { Expression } from "../../../../graph/scalar.ts";
import { type EngineValue, holderOf, type ProductGroup } from "../../fuse/engine-value.ts";
import { given } from "../../fuse/extension.ts";
import { isFoldedTranspose, scalarOf, spreadOf, unfolded } from "../../fuse/group.ts";
import { extension } from "../extension.ts";
import type { Factor } from "../kernels/gemm/factor.ts";
import type { Epilogue } from "../kernels/gemm/gemm.ts";
import { emitMatmul, matmulScratch } from "../kernels/matmul.ts";
import type { Lane } from "../lanes/lane.ts";
import { emitScalar } from "../lanes/scalar.ts";
import type { Home } from "../memory.ts";
import type { Place } from "../place.ts";
import type { Site } from "../site.ts";
import type { Part } from "../threads/split.ts";
import { constantsIn } from "./constants.ts";
import { loadFour, loadSplat } from "./four.ts";
import type { HomeOf } from "./loop.ts";

/** Writes a matrix product, or a part of it; its sums go through the group's other steps before they are stored. */
export function writeProduct(site: Site, group: ProductGroup, homeOf: HomeOf, scratch: number, part: Part = {}): void {
  const [a, b] = group.product.inputs as readonly [EngineValue, EngineValue];
  const root = group.members.at(-1) as EngineValue;
  const y: Place = { ...homeOf(root), shape: group.product.shape, dtype: group.product.dtype };
  const epilogue = group.members.length === 1 ? undefined : epilogueOf(site, group, homeOf);
  emitMatmul(site, operandOf(a, homeOf), operandOf(b, homeOf), y, scratch, epilogue, part);
}

/** Bytes that the product needs while it is carried out, by one thread or by several at once. */
export const productScratch = (group: ProductGroup, parts: readonly Part[] = [{}]): number =>
  parts.reduce((bytes, part) => bytes + partScratch(group, part), 0);

/** Bytes that a part of the product needs: whole cache lines, which no other thread writes to. */
export function partScratch({ product }: ProductGroup, part: Part): number {
  const [a, b] = product.inputs as readonly [EngineValue, EngineValue];
  const y = { address: 0, shape: product.shape, dtype: product.dtype };
  return 64 * Math.ceil(matmulScratch(operandOf(a, unplaced), operandOf(b, unplaced), y, part) / 64);
}

/** Stands for an address that does not matter. */
export const unplaced = (): Home => ({ address: 0, shape: [], dtype: "float32", byColumns: false });

/** Where an operand lies: as it is, as the matrix that it is the transpose of, or as what it is made of by moves. */
export function operandOf(value: EngineValue, homeOf: HomeOf): Factor {
  const { dtype, shape } = value;
  const holder = holderOf(value);
  if (!holder.folded) return { address: homeOf(holder).address, shape, dtype };
  if (isFoldedTranspose(value)) {
    const matrix = unfolded(value);
    return { address: homeOf(holderOf(matrix)).address, shape: matrix.shape, dtype, transposed: true };
  }
  return given(extension.writers).factorOf(value, homeOf);
}

/** What the sums of a product go through before they are stored. */
export function epilogueOf({ module }: Site, { product, members }: ProductGroup, homeOf: HomeOf): Epilogue {
  return (code, sum, at) => {
    const constant = constantsIn(code);
    const lanes = new Map<EngineValue, Lane>([[product, { dtype: "float32", local: sum }]]);
    const lane = (step: EngineValue, input: EngineValue): Lane => {
      const known = lanes.get(input) ?? lanes.get(holderOf(input));
      if (known !== undefined) return known;
      if (input.literal !== undefined) return constant(input.literal, input.dtype);
      const local = code.local("v128");
      const { address } = homeOf(holderOf(input));
      const spread = spreadOf(input, product, step);
      if (spread === "one") loadSplat(code.i32(0), input.dtype, address);
      else if (spread === "element") loadFour(code.get(at.element), input.dtype, address + at.elementOffset);
      else if (spread === "row") loadFour(code.get(at.column), input.dtype, address + at.columnOffset);
      else loadSplat(code, input.dtype, address + given(extension.writers).pushColumn(code, input, product, at));
      code.set(local);
      const made = { dtype: input.dtype, local };
      lanes.set(input, made);
      return made;
    };
    for (const member of members) {
      if (member === product) continue;
      const operands = member.inputs.map((input) => lane(member, input));
      emitScalar({ code, module, checks: true }, "four", scalarOf(member) as Expression, operands, constant);
      const local = code.local("v128");
      code.set(local);
      lanes.set(member, { dtype: member.dtype, local });
    }
    code.get((lanes.get(members.at(-1) as EngineValue) as Lane).local).set(sum);
  };
}
