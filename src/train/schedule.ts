import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { OpError } from "../../graph/errors.ts";
import { literal } from "../../graph/leaves.ts";
import type { AnyTensor } from "../../graph/op.ts";
import { showValue } from "../../graph/show-value.ts";
import { add } from "../../ops/elementwise/add.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { cos } from "../../ops/elementwise/cos.ts";
import { div } from "../../ops/elementwise/div.ts";
import { minimum } from "../../ops/elementwise/minimum.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { pow } from "../../ops/elementwise/pow.ts";

/** The learning rate as a formula of the steps done so far; both are float64 scalars of the graph. */
export type Schedule = (step: AnyTensor) => AnyTensor;

/** lr at every step. */
export const constantRate = (lr: number): Schedule => {
  checkRate("constantRate", lr);
  return (step) => literal(lr, step) as AnyTensor;
};

/** The book's lr · (1 ÷ (1 + decay · step)). Source: NNFS ch. 10. */
export const inverseTimeDecay = (lr: number, decay: number): Schedule => {
  checkRate("inverseTimeDecay", lr);
  checkDecay("inverseTimeDecay", decay);
  return decay === 0 ? constantRate(lr) : (step) => mul(lr, div(1, add(1, mul(decay, step))));
};

/** lr · (1 + cos(π · min(step, steps) ÷ steps)) ÷ 2, from lr down to 0. Source: Loshchilov & Hutter 2017, without restarts. */
export const cosineDecay = (lr: number, steps: number): Schedule => {
  checkRate("cosineDecay", lr);
  checkSteps("cosineDecay", "steps", steps);
  return (step) => mul(lr / 2, add(1, cos(mul(Math.PI / steps, minimum(step, steps)))));
};

/** lr · factor^⌊step ÷ every⌋. */
export const stepDecay = (lr: number, options: { readonly every: number; readonly factor: number }): Schedule => {
  checkRate("stepDecay", lr);
  checkOptions("stepDecay", options, ["every", "factor"]);
  const { every, factor } = options ?? {};
  checkSteps("stepDecay", "every", every);
  if (!(Number.isFinite(factor) && factor > 0)) throw badOption("stepDecay", "factor", "a number > 0", factor);
  return (step) => mul(lr, pow(factor, wholePart(div(step, every))));
};

/** Rises in equal steps over the first `steps` steps: `after` · min((step + 1) ÷ steps, 1). */
export const warmUp = (steps: number, after: Schedule): Schedule => {
  checkSteps("warmUp", "steps", steps);
  checkKind(typeof after === "function", "warmUp", "after", "a schedule", after, "pass constantRate(lr) or the like");
  return (step) => mul(after(step), minimum(div(add(step, 1), steps), 1));
};

const wholePart = (x: AnyTensor): AnyTensor => cast(cast(x, { dtype: "int32" }), { dtype: "float64" });

export function checkRate(of: string, lr: number): void {
  if (!(Number.isFinite(lr) && lr > 0)) throw badOption(of, "learningRate", "a number > 0", lr);
}

export function checkDecay(of: string, decay: number): void {
  if (!(Number.isFinite(decay) && decay >= 0)) throw badOption(of, "decay", "a number ≥ 0", decay);
}

function checkSteps(of: string, name: string, steps: number): void {
  if (!(Number.isSafeInteger(steps) && steps >= 1)) throw badOption(of, name, "a whole number ≥ 1", steps);
}

/** An option that makes no sense; `of` begins the error. */
export const badOption = (of: string, name: string, expected: string, actual: unknown): OpError =>
  new OpError(`${of}: ${name} must be ${expected}, got ${showValue(actual)}; correct ${name}`, {
    code: "bad-option",
    expected,
    actual: showValue(actual),
  });
