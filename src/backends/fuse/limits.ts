/**
 * How much is fused: what a machine's registers and caches allow, as measured for WebAssembly on machines of today. They change what is
 * fast, never what comes out.
 */
export const limits = {
  /** Steps of one loop: more of them spill the registers and are slower. */
  loopSteps: 32,
  /** Steps behind a product: they hold its sums in registers meanwhile. */
  epilogueSteps: 8,
  /** Sums of up to this many products are finished in one go, so that a product may write over what its epilogue reads. */
  productTerms: 512,
  /** Elements that a line must have to be folded in passes of its own; shorter ones lie side by side in lanes. */
  lineElements: 17,
  /** Elements of the longest line that is gone through again after it was folded: it is to be in the cache still. */
  cachedLine: 65_536,
  /** Elements of a single line that is folded in chunks, which threads can share. */
  longLine: 1_048_576,
  /** Work (costs.ts) up to which an element is computed anew in the next pass over its line, rather than kept. */
  computedAnew: 3,
  /** Moves one behind the other that a product or a fold reads through. */
  movesReadThrough: 16,
  /** Columns that a matrix may have to be kept in registers, a column in each. */
  rowColumns: 16,
  /** Columns of a layer's input and output, for its product to be carried out in registers. */
  layerColumns: 8,
  /** Sums over all rows that are carried at once. */
  rowSums: 16,
  /** Columns that the steps of one loop over rows write, together, at most. */
  rowWork: 256,
  /** Columns after which a step along the row starts a loop of its own: with more, registers are spilled (2.7 instead of 3.2 µs for chapter 5). */
  startWork: 20,
  /** Steps one behind the other that a step may bring along: labels as numbers, as one-hot rows, scaled. */
  chainSteps: 4,
} as const;
