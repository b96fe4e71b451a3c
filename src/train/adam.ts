import type { AnyTensor } from "../../graph/op.ts";
import { add } from "../../ops/elementwise/add.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { div } from "../../ops/elementwise/div.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { neg } from "../../ops/elementwise/neg.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sqrt } from "../../ops/elementwise/sqrt.ts";
import { sub } from "../../ops/elementwise/sub.ts";
import { checkEpsilon, checkFraction } from "./check-fraction.ts";
import type { Optimizer, UpdateSite } from "./optimizer.ts";
import { checkRateOptions, type RateOptions, scheduleOf } from "./rate-options.ts";
import { badOption } from "./schedule.ts";

export interface AdamOptions extends RateOptions {
  /** Share of the mean of gradients that is kept. Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean of squared gradients that is kept. Default 0.999. */
  readonly beta2?: number;
  /** Keeps the division finite. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Adam: m ← β₁ m + (1 − β₁) dw, c ← β₂ c + (1 − β₂) dw², both corrected by 1 − βᵗ, w ← w − lr · m̂ ÷ (√ĉ + ε).
 * learningRate is 0.001 where none is given. Source: NNFS ch. 10; Kingma & Ba 2015.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const moments = checked("adam", options);
  return {
    name: "adam",
    rate: scheduleOf("adam", options, 0.001),
    update: (site) => add(site.w, adamStep(site, moments)),
  };
}

export interface AdamwOptions extends AdamOptions {
  /** Share of the weight that a step takes away, times the learning rate. Default 0.01. */
  readonly weightDecay?: number;
}

/** AdamW: Adam, and w shrinks by lr · λ · w beside the step. Source: Loshchilov & Hutter 2019. */
export function adamw(options: AdamwOptions = {}): Optimizer {
  const moments = checked("adamw", options, ["weightDecay"]);
  const { weightDecay = 0.01 } = options;
  if (!(Number.isFinite(weightDecay) && weightDecay >= 0)) throw badOption("adamw", "weightDecay", "a number ≥ 0", weightDecay);
  return {
    name: "adamw",
    rate: scheduleOf("adamw", options, 0.001),
    update: (site) => add(sub(site.w, mul(mul(site.rate, weightDecay), site.w)), adamStep(site, moments)),
  };
}

interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

function checked(of: string, options: AdamOptions, further: readonly string[] = []): Moments {
  checkRateOptions(of, options, ["beta1 betas", "beta2", "epsilon eps", ...further]);
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  checkFraction(of, "beta1", beta1);
  checkFraction(of, "beta2", beta2);
  checkEpsilon(of, epsilon);
  return { beta1, beta2, epsilon };
}

/** −lr · m̂ ÷ (√ĉ + ε), in the book's order of roundings. */
function adamStep({ dw, rate, step, state, g }: UpdateSite, { beta1, beta2, epsilon }: Moments): AnyTensor {
  const m = state("momentum");
  const c = state("cache");
  const m1 = add(mul(beta1, m), mul(1 - beta1, dw));
  const c1 = add(mul(beta2, c), mul(1 - beta2, mul(dw, dw)));
  g.update(m, m1);
  g.update(c, c1);
  const done = add(step, 1);
  const corrected = (moment: AnyTensor, beta: number): AnyTensor => div(moment, cast(sub(1, pow(beta, done)), { dtype: dw.dtype }));
  return div(mul(neg(rate), corrected(m1, beta1)), add(sqrt(corrected(c1, beta2)), epsilon));
}
