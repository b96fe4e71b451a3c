import { canonicalOrder } from "../../graph/canonical-order.ts";
import { GraphError, OpError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { suggest } from "../../graph/nearest.ts";
import { showValue } from "../../graph/show-value.ts";
import { ancestors } from "../../graph/walk.ts";

export interface TrainedParameters {
  /** The parameters that change; all that the output depends on where none are named. */
  readonly parameters?: readonly NodeId[];
  /** Parameters that stay as they are, to the bit: ids, or patterns in which `*` stands for any letters: "encoder.*". */
  readonly freeze?: readonly string[];
}

/** What of a graph's parameters a training step changes. */
export interface Choice {
  /** True for those that it leaves as they are. */
  readonly isFixed: (parameter: NodeId) => boolean;
  /** Those that are differentiated by, of which none of `states`, which the graph updates itself, are; undefined for all. */
  trained(states: object): readonly NodeId[] | undefined;
}

/**
 * What the options choose. `of` begins errors, `minimize` names an output.
 * GraphError for a pattern that matches no parameter, and where nothing is left to train.
 */
export function trainedParameters(of: string, graph: Graph<any, any>, minimize: string, { parameters, freeze }: TrainedParameters): Choice {
  checkNames(of, "parameters", parameters);
  checkNames(of, "freeze", freeze);
  const all = canonicalOrder(graph).filter((id) => nodeOf(graph, id).op === "parameter");
  const frozen = frozenAmong(of, all, freeze ?? []);
  const named = parameters && new Set(parameters);
  return {
    isFixed: (id) => frozen.has(id) || (named !== undefined && !named.has(id)),
    trained: (states) => {
      // An unknown output is refused where it is differentiated.
      const isPlain = freeze === undefined && !parameters?.some((id) => Object.hasOwn(states, id));
      if (isPlain || !Object.hasOwn(graph.outputs, minimize)) return parameters;
      const needed = ancestors(graph, [graph.outputs[minimize] as NodeId]);
      const kept = (parameters ?? all.filter((id) => needed.has(id))).filter((id) => !frozen.has(id) && !Object.hasOwn(states, id));
      if (kept.length > 0) return kept;
      throw new GraphError(`${of}: freeze must leave a parameter to train, got all of ${[...frozen].join(", ")}; freeze fewer`, {
        code: "no-parameter",
        expected: "a parameter to train",
        actual: "none",
      });
    },
  };
}

/** The parameters that patterns match. */
function frozenAmong(of: string, all: readonly NodeId[], freeze: readonly string[]): ReadonlySet<NodeId> {
  const frozen = new Set<NodeId>();
  for (const pattern of freeze) {
    const matched = all.filter((id) => matches(pattern, id));
    if (matched.length === 0) throw unmatched(of, pattern, all);
    for (const id of matched) frozen.add(id);
  }
  return frozen;
}

function checkNames(of: string, option: string, names: unknown): void {
  if (names === undefined || (Array.isArray(names) && names.every((name) => typeof name === "string"))) return;
  const actual = showValue(names);
  throw new OpError(`${of}: ${option} must be a list of ids, got ${actual}; write ${option}: ["dense1.weights"]`, {
    code: "bad-option",
    expected: "a list of ids",
    actual,
  });
}

const matches = (pattern: string, id: NodeId): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
  ).test(id);

/** With the ids and, for each of their beginnings, its pattern: what "encodr.*" may mean. */
function unmatched(of: string, pattern: string, ids: readonly NodeId[]): GraphError {
  const patterns = ids.flatMap((id) => id.split(".").map((_, i, parts) => [...parts.slice(0, i + 1), "*"].join(".")));
  const cure = suggest(pattern, pattern.includes("*") ? new Set(patterns) : ids, `choose from ${ids.join(", ")}`);
  return new GraphError(`${of}: freeze must name parameters, got "${pattern}", which is none; ${cure}`, {
    code: "unknown-parameter",
    expected: ids.join(", "),
    actual: pattern,
  });
}
