import type { Site } from "./site.ts";

/** The axes of a reduction are an attribute, and from this opset on an input. */
const axesAreInputFrom = {
  ReduceSum: 13,
  ReduceMean: 18,
  ReduceMax: 18,
  ReduceMin: 18,
  ReduceProd: 18,
  ReduceL2: 18,
  ReduceLogSumExp: 18,
} as const;

export type Reduction = keyof typeof axesAreInputFrom;

/** A reduction over at least one axis. */
export function writeReduction(
  opType: Reduction,
  x: string,
  { axes, keepdims }: { readonly axes: readonly number[]; readonly keepdims: boolean },
  { to }: Site,
): string {
  const keeps = { keepdims: Number(keepdims) };
  return to.opset >= axesAreInputFrom[opType] ? to.node(opType, [x, to.ints(axes)], keeps) : to.node(opType, [x], { axes, ...keeps });
}
