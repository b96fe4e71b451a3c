import type { Attrs } from "../../../graph/graph.ts";
import type { Accumulate } from "../../../graph/kinds.ts";
import type { EngineValue, FoldGroup, LinesGroup } from "../fuse/engine-value.ts";
import type { Code } from "./assembler/code.ts";
import type { Factor, Stack } from "./kernels/gemm/factor.ts";
import type { FormWriter } from "./kernels/gemm/form-writer.ts";
import type { Spot } from "./kernels/gemm/gemm.ts";
import type { Place } from "./place.ts";
import type { CheckingSite } from "./site.ts";
import type { Part } from "./threads/split.ts";
import type { Extent } from "./write/fold-shape.ts";
import type { HomeOf } from "./write/loop.ts";

/** What writes the groups of src/backends/fuse/extension.ts, and products that read their operands through moves. */
export interface WriterExtension {
  writeLines(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number, part: Part): void;
  /** What is written behind all parts. */
  finishLines(site: CheckingSite, group: LinesGroup, homeOf: HomeOf, scratch: number): void;
  /** Bytes that each part needs, and that all parts share. */
  linesScratch(group: LinesGroup): number;
  longLineScratch(group: LinesGroup): number;
  /** How many lines, or chunks of one, threads can share. */
  linesExtent(group: LinesGroup): number;
  writeFold(site: CheckingSite, group: FoldGroup, homeOf: HomeOf, part: Part): void;
  /** How many rows and columns of results threads can share. */
  foldExtent(group: FoldGroup): Extent;
  /** Products of an operand that is gathered. */
  readonly scattered: FormWriter;
  /** Running sums and products. */
  accumulate(site: CheckingSite, x: Place, y: Place, fold: Accumulate["accumulate"], attrs: Attrs): void;
  randomUniform(site: CheckingSite, counter: Place, y: Place, attrs: Attrs): void;
  /** Pushes the address, but for that of the operand, of the number that it has for the row of a vector of sums. */
  pushColumn(code: Code, operand: EngineValue, product: EngineValue, at: Spot): number;
  /** An operand that a product reads through moves. */
  factorOf(value: EngineValue, homeOf: HomeOf): Factor;
  stackOf(a: Factor, b: Factor): Required<Pick<Stack, "axes" | "a" | "b">>;
  joinRows(stack: Stack): Stack;
}

export const extension: { writers: WriterExtension | undefined } = { writers: undefined };
