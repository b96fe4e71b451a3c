import { verify } from "../check/check.ts";
import { assertForm } from "../check/form.ts";
import { raiseIn, showPath } from "../check/violation.ts";
import { checkGraph, checkKind } from "../check-kind.ts";
import { checkOptions } from "../check-options.ts";
import { GraphError } from "../errors.ts";
import type { Graph } from "../graph.ts";
import { opSet } from "../op.ts";
import { opsOf } from "../ops-of.ts";
import { showValue } from "../show-value.ts";
import { carryAll } from "./carry-all.ts";
import { opsOfPatches } from "./edit.ts";
import { immer } from "./immer.ts";
import { atPositions, type Patch } from "./key-order.ts";

/**
 * The graph that the patches of an edit make of `graph`, frozen and checked: `patches` repeat the edit, `inversePatches` take it back.
 * Patches that an edit gave know the ops that it brought in; of others, `withOps` names the ops that the graph does not have yet.
 * Errors: GraphError when a patch does not fit the graph; those of `check` when the result is no valid graph.
 */
export function applyEdit(graph: Graph, patches: readonly Patch[]): Graph;
export function applyEdit(graph: Graph, patches: readonly Patch[], options?: unknown): Graph {
  checkGraph("applyEdit", graph);
  checkKind(Array.isArray(patches), "applyEdit", "patches", "a list of patches", patches, "pass the patches that edit returned");
  checkOptions("applyEdit", options, []);
  const ops = opSet(opsOf(graph), opsOfPatches(patches));
  const edited: unknown = immer().produce(graph, (draft) => {
    for (const [i, patch] of patches.entries()) apply(draft, patch, i);
  });
  assertForm(edited, raiseIn("applyEdit"));
  verify(edited, ops, raiseIn("applyEdit", edited));
  const positioned = atPositions(edited, patches);
  carryAll(positioned, ops);
  return positioned;
}

function apply(draft: object, patch: Patch, i: number): void {
  try {
    const { position = 0 } = patch;
    if (patch.path.length > 0 && Number.isSafeInteger(position) && position >= 0) return void immer().applyPatches(draft, [patch]);
  } catch {
    // A path that leads nowhere or to a prototype, or an unknown operation: reported below.
  }
  const what = Array.isArray(patch?.path) ? `${patch.op} ${showPath(patch.path) || "the graph"}` : showValue(patch);
  const actual = `patch ${i}, ${what}`;
  throw new GraphError(`applyEdit: patches must fit the graph, got ${actual}; apply them to the graph that was edited`, {
    code: "bad-patch",
    actual,
  });
}
