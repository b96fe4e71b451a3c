import { OpError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { showValue } from "../../graph/show-value.ts";
import type { GivenParameters } from "../run/state.ts";
import type { FitOptions } from "./fit-options.ts";
import type { TrainingState } from "./training-state.ts";

/** What a training starts from. */
export interface Start {
  /** First values of parameters by id. */
  readonly initial?: GivenParameters;
  /** Where another training stands, and of which step: this one goes on from there. */
  readonly state?: TrainingState;
  readonly step?: Graph;
}

/** What the options `from` and `initial` of `fit` say. */
export function startFrom({ from, initial }: Pick<FitOptions<any>, "from" | "initial">): Start {
  const given = initial && { initial };
  if (from === undefined) return { ...given };
  checkFrom(from);
  if (!("graph" in from)) return { ...given, state: from };
  const { state, graph: step } = "state" in from ? from : (from.training ?? {});
  if (state !== undefined && step !== undefined) return { ...given, state, step };
  return { initial: { ...("parameters" in from && from.parameters), ...initial } };
}

/** OpError unless it has parameters, or a state that has them. */
function checkFrom(from: unknown): void {
  const { parameters, state, then } = (from ?? {}) as Readonly<Record<string, unknown>>;
  if (parameters !== undefined || state !== undefined) return;
  const actual = typeof then === "function" ? "a promise" : showValue(from);
  const cure = typeof then === "function" ? "await it" : "load it with loadModel or loadCheckpoint";
  throw new OpError(`fit: from must be a model, a checkpoint or a state of a training, got ${actual}; ${cure}`, {
    code: "bad-start",
    expected: "a model, a checkpoint or a state",
    actual,
  });
}
