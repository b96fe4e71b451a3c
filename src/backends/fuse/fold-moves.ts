import type { EngineValue } from "./engine-value.ts";
import { extension } from "./extension.ts";

/**
 * Marks the moves that are not carried out, since all that reads them is products: transposes, and, with the extension, whatever products
 * read through. A product copies what its tiles need of them, if anything.
 *
 * From the last step to the first, so that what reads a move is known when it is looked at.
 */
export function foldMoves(values: readonly EngineValue[]): void {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] as EngineValue;
    value.folded = isTransposeOfProducts(value) || extension.groups?.isReadByProducts(value) === true;
  }
}

/** Rows and columns that only products of plain matrices read exchanged: the form that loops over narrow rows know, too. */
function isTransposeOfProducts({ transposes, dtype, wanted, users }: EngineValue): boolean {
  return transposes && !wanted && dtype === "float32" && users.length > 0 && users.every(isMatrixProduct);
}

const isMatrixProduct = ({ emitter, inputs }: EngineValue): boolean =>
  emitter?.kind === "product" && inputs.every(({ shape }) => shape.length === 2);
