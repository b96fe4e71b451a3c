import type { AnyTensor } from "../../graph/op.ts";
import { add } from "../../ops/primitive/add.ts";
import { cast } from "../../ops/primitive/cast.ts";
import { clip } from "../../ops/primitive/clip.ts";
import { div } from "../../ops/primitive/div.ts";
import { maximum } from "../../ops/primitive/maximum.ts";
import { mul } from "../../ops/primitive/mul.ts";
import { sqrt } from "../../ops/primitive/sqrt.ts";
import { sum } from "../../ops/primitive/sum.ts";
import { badOption } from "./schedule.ts";

/** How gradients are kept small before the optimiser sees them. */
export interface ClipOptions {
  /** Each element is clipped to [−value, value]. */
  readonly value?: number;
  /** All gradients together are scaled down to this Euclidean norm where theirs is larger. */
  readonly globalNorm?: number;
}

/** The clipped gradients, in order. First by value, then by norm. Source: Pascanu et al. 2013. */
export function clipGradients(gradients: readonly AnyTensor[], { value, globalNorm }: ClipOptions): readonly AnyTensor[] {
  for (const [name, bound] of Object.entries({ value, globalNorm })) {
    if (bound !== undefined && !(bound > 0)) throw badOption("optimizer", `clip.${name}`, "a number > 0", bound);
  }
  const bounded = value === undefined ? gradients : gradients.map((dw) => clip(dw, -value, value));
  if (globalNorm === undefined) return bounded;
  const squares = bounded.map((dw): AnyTensor => cast(sum(mul(dw, dw)), "float64"));
  const norm = sqrt(squares.reduce((a, b) => add(a, b)));
  const scale = div(globalNorm, maximum(norm, globalNorm));
  return bounded.map((dw) => mul(dw, cast(scale, dw.dtype)));
}
