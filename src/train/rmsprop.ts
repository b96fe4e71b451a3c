import type { AnyTensor } from "../../graph/op.ts";
import { add } from "../../ops/elementwise/add.ts";
import { div } from "../../ops/elementwise/div.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { neg } from "../../ops/elementwise/neg.ts";
import { sqrt } from "../../ops/elementwise/sqrt.ts";
import { checkEpsilon, checkFraction } from "./check-fraction.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRateOptions, type RateOptions, scheduleOf } from "./rate-options.ts";

export interface RmspropOptions extends RateOptions {
  /** Share of the cache that is kept, 0 ≤ rho < 1. Default 0.9. */
  readonly rho?: number;
  /** Keeps the division finite. Default 1e-7. */
  readonly epsilon?: number;
}

/** RMSprop: c ← ρ c + (1 − ρ) dw², w ← w − lr · dw ÷ (√c + ε). learningRate is 0.001 where none is given. Source: NNFS ch. 10. */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  checkRateOptions("rmsprop", options, ["rho alpha", "epsilon eps"]);
  const { rho = 0.9, epsilon = 1e-7 } = options;
  checkFraction("rmsprop", "rho", rho);
  checkEpsilon("rmsprop", epsilon);
  return {
    name: "rmsprop",
    rate: scheduleOf("rmsprop", options, 0.001),
    update({ w, dw, rate: lr, state, g }) {
      const c = state("cache");
      const moved: AnyTensor = add(mul(rho, c), mul(1 - rho, mul(dw, dw)));
      g.update(c, moved);
      return add(w, div(mul(neg(lr), dw), add(sqrt(moved), epsilon)));
    },
  };
}
