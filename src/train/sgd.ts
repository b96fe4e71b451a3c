import { add } from "../../ops/elementwise/add.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { neg } from "../../ops/elementwise/neg.ts";
import { sub } from "../../ops/elementwise/sub.ts";
import { checkFraction } from "./check-fraction.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRateOptions, type RateOptions, scheduleOf } from "./rate-options.ts";

export interface SgdOptions extends RateOptions {
  /** Share of the last update that is kept, 0 ≤ momentum < 1. Default 0. */
  readonly momentum?: number;
  /** Nesterov's variant: the step looks ahead along the momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: w ← w − lr · dw; with momentum u ← μ u − lr · dw and w ← w + u, or w + μ u − lr · dw (Nesterov).
 * learningRate is 1 where none is given. Source: NNFS ch. 10; Nesterov as in Sutskever et al. 2013.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkRateOptions("sgd", options, ["momentum", "nesterov"]);
  const { momentum = 0, nesterov = false } = options;
  checkFraction("sgd", "momentum", momentum);
  return {
    name: "sgd",
    rate: scheduleOf("sgd", options, 1),
    update({ w, dw, rate: lr, state, g }) {
      const descent = mul(neg(lr), dw);
      if (momentum === 0) return add(w, descent);
      const u = state("momentum");
      const moved = sub(mul(momentum, u), mul(lr, dw));
      g.update(u, moved);
      return add(w, nesterov ? add(mul(momentum, moved), descent) : moved);
    },
  };
}
