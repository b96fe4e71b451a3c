import { GraphError } from "../../graph/errors.ts";
import type { Leaves } from "../../graph/leaves.ts";
import type { AnyTensor } from "../../graph/op.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Schedule } from "./schedule.ts";

/** What an optimiser sees of one parameter while the training step is built. */
export interface UpdateSite {
  /** The value before the step. */
  readonly w: AnyTensor;
  /** ∂loss/∂w, clipped where that was asked for. */
  readonly dw: AnyTensor;
  /** The learning rate of this step, a scalar of the parameter's dtype. */
  readonly rate: AnyTensor;
  /** Steps done before this one, a float64 scalar. */
  readonly step: AnyTensor;
  /** A tensor of w's shape that the optimiser keeps from step to step, zero at first; "momentum" of w is "sgd.w.momentum". */
  state(name: string): AnyTensor;
  readonly g: Leaves;
}

/** Builds the part of a training step that changes one parameter. Plain data and one function; its state lives in the graph. */
export interface Optimizer {
  readonly name: string;
  readonly rate: Schedule;
  /** The value after the step. States are moved on with `g.update`. */
  update(site: UpdateSite): AnyTensor;
}

/** GraphError for what is no optimiser, such as `adam` instead of `adam()`. */
export function checkOptimizer(optimizer: unknown): void {
  if (typeof (optimizer as Optimizer | undefined)?.update === "function") return;
  throw new GraphError(
    `trainStep: optimizer must be what sgd(), adam() and the like return, got ${showValue(optimizer)}; pass { optimizer: adam() }`,
    {
      code: "bad-option",
      expected: "an optimizer",
      actual: showValue(optimizer),
    },
  );
}
