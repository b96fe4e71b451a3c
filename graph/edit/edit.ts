import { current, type Draft, isDraft } from "immer";
import { assertForm } from "../check/form.ts";
import { checkUpdates, checkWiring, inferTypes, sameType } from "../check/invariants.ts";
import { raiseIn } from "../check/violation.ts";
import { checkGraph, checkKind } from "../check-kind.ts";
import { checkOptions } from "../check-options.ts";
import { differentiated, mapDifferentiations } from "../differentiation.ts";
import { GraphError } from "../errors.ts";
import { type Graph, type NodeId, nodeOf } from "../graph.ts";
import { type Op, type OpSet, opSet } from "../op.ts";
import { opsOf } from "../ops-of.ts";
import { carryAll } from "./carry-all.ts";
import { immer } from "./immer.ts";
import { type Patch, withPositions } from "./key-order.ts";

export type { Patch };

/** A graph to be changed in place. Shapes and dtypes of nodes that an op makes are inferred anew afterwards. */
export type GraphDraft = Draft<Graph>;

/** Changes a draft; what it returns is not looked at. */
export type Recipe = (draft: GraphDraft) => void;

export interface Edited {
  readonly graph: Graph;
  /** From the old graph to the new one, inferred shapes and dtypes included. */
  readonly patches: readonly Patch[];
  /** From the new graph back to the old one; nodes that come back are declared where they were. */
  readonly inversePatches: readonly Patch[];
}

/**
 * The graph that `recipe` makes of a draft of `graph`, and the patches between the two. Shapes and dtypes are inferred anew from
 * the leaves on, and the result is checked as `check` does. The original stays as it is, also when this throws.
 *
 *     edit(network, (draft) => { nodeOf(draft, "loss").attrs.reduction = "sum"; })
 *
 * An op that the graph does not have yet is brought in by `addNode(draft, id, { op: tanhOp, … })`, or named before by `withOps`.
 * Errors: GraphError or OpError with the failing node.
 */
export function edit(graph: Graph<any, any>, recipe: Recipe): Edited;
export function edit(graph: Graph<any, any>, recipe: Recipe, options?: unknown): Edited {
  checkGraph("edit", graph);
  checkKind(typeof recipe === "function", "edit", "recipe", "a function", recipe, "pass (draft) => { … }");
  checkOptions("edit", options, []);
  let ops = opsOf(graph);
  const [edited, patches, inversePatches] = immer().produceWithPatches(graph, (draft: GraphDraft) => {
    known.set(draft, ops);
    const returned: unknown = recipe(draft);
    if (returned instanceof Promise) {
      returned.catch(() => undefined); // It fails later, on a draft that is gone: this error has told.
      throw new GraphError("edit: the recipe must be done when it returns, got a promise; await before edit", { code: "async-recipe" });
    }
    ops = known.get(draft) as OpSet;
    inferDraft(draft, ops);
  });
  carryAll(edited, ops);
  const given = { patches: withPositions(graph, edited, patches), inversePatches: withPositions(edited, graph, inversePatches) };
  carriedByPatches.set(given.patches, ops);
  carriedByPatches.set(given.inversePatches, ops);
  return { graph: edited, ...given };
}

/** The ops of a draft: those of its graph, and those that added nodes bring in. */
const known = new WeakMap<GraphDraft, OpSet>();

/** Adds an op that the draft's graph may not have yet. GraphError when another one has its name. */
export function bringIn(draft: GraphDraft, op: Op): void {
  known.set(draft, opSet(known.get(draft) ?? new Map(), op));
}

const carriedByPatches = new WeakMap<readonly Patch[], OpSet>();

/** The ops of the edit that gave these very patches; none for patches from elsewhere. */
export const opsOfPatches = (patches: readonly Patch[]): OpSet => carriedByPatches.get(patches) ?? new Map();

/** The graph that a draft is now, without what is said of gradients of nodes that were taken out; the draft forgets that, too. */
function forgetRemoved(graph: Graph, draft: GraphDraft): Graph {
  const { gradients: said = [], ...rest } = graph;
  const kept = (id: NodeId): NodeId | undefined => (Object.hasOwn(graph.nodes, id) ? id : undefined);
  const named = said.flatMap(({ of, cotangents }) => [of, ...Object.entries(cotangents).flat()]);
  if (named.every((id) => kept(id) !== undefined)) return graph;
  const left = differentiated(mapDifferentiations(said, kept, kept));
  delete draft.gradients;
  Object.assign(draft, left);
  return { ...rest, ...left };
}

/** Checks a draft and writes the inferred types of its nodes where they differ. */
function inferDraft(draft: GraphDraft, ops: OpSet): void {
  const written: unknown = current(draft);
  assertForm(written, raiseIn("edit"));
  const graph = forgetRemoved(written, draft);
  const raise = raiseIn("edit", graph);
  const types = inferTypes(graph, ops, checkWiring(graph, ops, raise), raise);
  checkUpdates(graph, types, raise);
  for (const [id, type] of types) {
    if (sameType(nodeOf(graph, id), type)) continue;
    const node = nodeOf(draft, id);
    const { dtype, shape } = { ...type, shape: [...type.shape] };
    // What a recipe puts in is no draft: it may be frozen, or stand under two ids.
    if (isDraft(node)) Object.assign(node, { shape, dtype });
    else draft.nodes[id] = { ...node, shape, dtype };
  }
}
