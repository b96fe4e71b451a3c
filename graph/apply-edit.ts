import { check } from "./check.ts";
import type { Patch } from "./edit.ts";
import { GraphError } from "./errors.ts";
import type { Graph } from "./graph.ts";
import { immer } from "./immer.ts";
import type { OpSet } from "./op.ts";
import { showValue } from "./show-value.ts";

/**
 * The graph that the patches of an edit make of `graph`, frozen and checked: `patches` repeat the edit, `inversePatches` take it back.
 * Errors: GraphError when the patches do not fit the graph; those of `check` when the result is no valid graph.
 */
export function applyEdit(graph: Graph, patches: readonly Patch[], ops: OpSet): Graph {
  const edited = patch(graph, patches);
  check(edited, ops);
  return edited;
}

function patch(graph: Graph, patches: readonly Patch[]): Graph {
  try {
    return immer.applyPatches(graph, patches);
  } catch (error) {
    const actual = showValue(error instanceof Error ? error.message : String(error));
    throw new GraphError(`applyEdit: the patches must fit the graph, got ${actual}; apply them to the graph that was edited`, {
      code: "bad-patch",
      actual,
    });
  }
}
