import { checkKind } from "../../graph/check-kind.ts";
import { OpError } from "../../graph/errors.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";

type MayBeScalar<T> = T extends Tensor<infer S extends Shape> ? ([] extends S ? true : false) : false;

/** Names of the scalar outputs of a graph, and of those that may be scalars for all the compiler knows; of any graph, strings. */
export type ScalarNames<O> = unknown extends O
  ? string
  : { [K in keyof O & string]: MayBeScalar<O[K]> extends true ? K : never }[keyof O & string];

/** Losses and metrics by name. */
export type Metrics<N extends string = string> = { readonly [K in N]: number };

/** Names of the scalar outputs of a graph: its losses and metrics. */
export const scalarOutputs = (graph: Graph<any, any>): string[] =>
  Object.entries(graph.outputs)
    .filter(([, id]) => nodeOf(graph, id).shape.length === 0)
    .map(([name]) => name);

/** OpError unless all names are scalar outputs of the graph. */
export function checkMetrics(of: string, graph: Graph<any, any>, names: readonly string[]): void {
  checkKind(Array.isArray(names), of, "metrics", "a list of outputs", names, "put the name into a list");
  const known = scalarOutputs(graph);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw unknownMetric(`${of}: metrics`, known, wrong, "correct the name or add the output");
}

export const unknownMetric = (subject: string, known: readonly string[], actual: string, cure: string): OpError =>
  new OpError(`${subject} must be among ${known.join(", ")}, got "${actual}"; ${cure}`, {
    code: "unknown-metric",
    expected: known.join(", "),
    actual,
  });
