import type { Graph, NodeId } from "../../../graph/graph.ts";

/** What an optimiser keeps: `adam.step` and, for each parameter that it changes, states such as `adam.w.momentum`. */
export interface Optimizer {
  readonly name: string;
  /** The states of a parameter by their last words: momentum, cache. */
  readonly statesOf: (parameter: NodeId) => string[];
  /** True for what it keeps for itself, a state or its counter. */
  readonly isOwn: (id: NodeId) => boolean;
}

/** The optimiser of a training step; undefined for a graph that has none. */
export function optimizerOf({ updates }: Graph): Optimizer | undefined {
  const counter = Object.keys(updates).find((id) => id.endsWith(".step"));
  if (counter === undefined) return undefined;
  const name = counter.slice(0, -".step".length);
  return {
    name,
    statesOf: (parameter) =>
      Object.keys(updates).flatMap((state) => (state.startsWith(`${name}.${parameter}.`) ? state.slice(state.lastIndexOf(".") + 1) : [])),
    isOwn: (id) => id.startsWith(`${name}.`),
  };
}
