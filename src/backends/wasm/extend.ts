import { extension as groups } from "../fuse/extension.ts";
import { foldGroupOf, isAfter, isReadByFolds } from "../fuse/fold-groups.ts";
import { walkOf } from "../fuse/fold-walk.ts";
import { isColumn } from "../fuse/is-column.ts";
import { linesGroups } from "../fuse/lines-groups.ts";
import { isReadByProducts } from "../fuse/reads-of-products.ts";
import { extension as writers } from "./extension.ts";
import { accumulate } from "./kernels/accumulate.ts";
import { joinReadRows, stackOfReads } from "./kernels/gemm/read-stack.ts";
import { scatteredFunction, scatteredScratch } from "./kernels/gemm/scattered.ts";
import { randomUniform } from "./kernels/random-uniform.ts";
import { writeFold } from "./write/fold.ts";
import { foldExtent } from "./write/fold-shape.ts";
import { finishLines, linesExtent, linesScratch, writeLines } from "./write/lines.ts";
import { longLineScratch } from "./write/long-line.ts";
import { pushColumn } from "./write/push-column.ts";
import { readFactor } from "./write/read-factor.ts";

// Imported for its effect: from here on the engine has its extension.
groups.groups = {
  linesGroups,
  foldGroupOf,
  isAfter,
  isReadByFolds,
  isReadByProducts,
  isColumn,
  sourcesOf: (group) => walkOf(group).operands.map(({ source }) => source),
};
writers.writers = {
  writeLines,
  finishLines,
  linesScratch,
  accumulate,
  randomUniform,
  longLineScratch,
  linesExtent,
  writeFold,
  foldExtent,
  scattered: { scratch: scatteredScratch, write: scatteredFunction },
  pushColumn,
  factorOf: readFactor,
  stackOf: stackOfReads,
  joinRows: joinReadRows,
};
