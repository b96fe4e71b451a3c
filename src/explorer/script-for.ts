import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { isLeaf } from "../../graph/leaf.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { lower } from "../passes/lower.ts";
import { bookOps } from "./book-ops.ts";
import { isLarge } from "./large/is-large.ts";
import type { Subject } from "./subject.ts";

/** The scripts of pages, by the ops that they know: those of the book, or all. */
export type ScriptName = "book" | "all";

/** The graph in ops that such a page has: composites of the user's own written out in their safe form. */
export const inOwnOps = (graph: Graph): Graph => lower(graph, { keep: (op) => standardOps.get(op.name) === op });

/**
 * The smallest script that shows a graph; one that compares, replays a training or shows a step of it, and one of a large graph, has all ops. Only the ops that the graph names are asked for: what they are written out as and differentiated to
 * comes with them. GraphError for an op that is none of dagrad's own and not sketched.
 */
export function scriptFor({ graph, trace, compare, snapshots }: Pick<Subject, "graph" | "trace" | "compare" | "snapshots">): ScriptName {
  const ops = opsOf(graph);
  const isPlain = compare === undefined && snapshots === undefined && graph.gradients === undefined && !isLarge(graph);
  let script: ScriptName = isPlain ? "book" : "all";
  for (const [id, { op }] of Object.entries(graph.nodes)) {
    if (isLeaf(op)) continue;
    const definition = opOf(op, id, ops);
    if (bookOps.get(op) === definition) continue;
    script = "all";
    if (standardOps.get(op) === definition || trace?.ops?.some(({ name }) => name === op)) continue;
    throw new GraphError(
      `explorerHtml: every op must be one of dagrad's own, which the page has, got "${op}" (node "${id}"); show it with explore in a page of yours, or make it a composite of them`,
      { code: "foreign-op", node: id, actual: op },
    );
  }
  return script;
}
