import { internal } from "../../../graph/errors.ts";
import type { EngineValue, FoldGroup, LinesGroup, LoopGroup } from "./engine-value.ts";

/**
 * What finds the groups that networks of vectors have not: wide lines, folds of windows, products that read through moves. A page loads it
 * with the ops that it is for (docs/decisions/engine-extension.md); without it the same steps are written one by one.
 */
export interface GroupExtension {
  /** Folds of wide lines, and what goes with them. */
  linesGroups(values: readonly EngineValue[]): readonly LinesGroup[];
  /** The group of a fold that is read through moves, or computed on the way; `reader` is a loop that its results are put through. */
  foldGroupOf(value: EngineValue, reader?: LoopGroup): FoldGroup | undefined;
  /** True where four results of the fold can be put through the step. */
  isAfter(value: EngineValue, fold: EngineValue): boolean;
  /** True for a move that all folds behind it read through. */
  isReadByFolds(value: EngineValue, through: ReadonlySet<EngineValue>): boolean;
  /** True for a move that all products behind it read through. */
  isReadByProducts(value: EngineValue): boolean;
  /** True for an operand of a step behind a product that has a number for each row of it, as a convolution's channels have. */
  isColumn(operand: EngineValue, product: EngineValue, step: readonly number[]): boolean;
  /** What the group reads from memory. */
  sourcesOf(group: FoldGroup): readonly EngineValue[];
}

export const extension: { groups: GroupExtension | undefined } = { groups: undefined };

/** A part of the extension, for what only the extension finds. */
export function given<Part>(part: Part | undefined): Part {
  if (part === undefined) throw internal("what the engine's extension has found needs it");
  return part;
}
