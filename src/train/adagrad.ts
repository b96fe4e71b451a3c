import type { AnyTensor } from "../../graph/op.ts";
import { add } from "../../ops/elementwise/add.ts";
import { div } from "../../ops/elementwise/div.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { neg } from "../../ops/elementwise/neg.ts";
import { sqrt } from "../../ops/elementwise/sqrt.ts";
import { checkEpsilon } from "./check-fraction.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRateOptions, type RateOptions, scheduleOf } from "./rate-options.ts";

export interface AdagradOptions extends RateOptions {
  /** Keeps the division finite. Default 1e-7. */
  readonly epsilon?: number;
}

/** Adagrad: c ← c + dw², w ← w − lr · dw ÷ (√c + ε). learningRate is 1 where none is given. Source: NNFS ch. 10. */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  checkRateOptions("adagrad", options, ["epsilon eps"]);
  const { epsilon = 1e-7 } = options;
  checkEpsilon("adagrad", epsilon);
  return {
    name: "adagrad",
    rate: scheduleOf("adagrad", options, 1),
    update({ w, dw, rate: lr, state, g }) {
      const c = state("cache");
      const moved: AnyTensor = add(c, mul(dw, dw));
      g.update(c, moved);
      return add(w, div(mul(neg(lr), dw), add(sqrt(moved), epsilon)));
    },
  };
}
