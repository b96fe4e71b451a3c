import { bytesOf } from "../../../../graph/dtype.ts";
import type { Place } from "../place.ts";
import { byteStrides, merge, type WalkAxis } from "./axis.ts";

/** A reduction of x to y as a walk: y stands still along the axes that are reduced. */
export interface ReductionWalk {
  readonly kept: readonly WalkAxis[];
  readonly reduced: readonly WalkAxis[];
  /** The innermost axis is reduced: a result's elements, or its last ones, are neighbours. */
  readonly lastReduced: boolean;
}

export function reductionWalk(x: Place, y: Place, axes: readonly number[]): ReductionWalk {
  const strides = byteStrides(x.shape, bytesOf(x.dtype));
  const walked: WalkAxis[] = [];
  let step = bytesOf(y.dtype);
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    const count = x.shape[axis] as number;
    const reduced = axes.includes(axis);
    walked.unshift({ count, x: strides[axis] as number, y: reduced ? 0 : step });
    if (!reduced) step *= count;
  }
  const merged = merge(walked);
  return {
    kept: merged.filter(({ y }) => y !== 0),
    reduced: merged.filter(({ y }) => y === 0),
    lastReduced: merged.at(-1)?.y === 0,
  };
}
