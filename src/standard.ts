import { applyEdit as applyEditWith } from "../graph/apply-edit.ts";
import { check as checkWith } from "../graph/check.ts";
import { type Edited, edit as editWith, type Patch, type Recipe } from "../graph/edit.ts";
import type { Graph, NodeId } from "../graph/graph.ts";
import { History as HistoryWith } from "../graph/history.ts";
import type { OpSet } from "../graph/op.ts";
import { parse as parseWith } from "../graph/parse.ts";
import type { Tensor } from "../graph/tensor.ts";
import { standardOps } from "../ops/index.ts";
import { add } from "../ops/primitive/add.ts";
import { differentiate } from "./passes/differentiate.ts";
import { type LowerOptions, lower as lowerWith } from "./passes/lower.ts";

/*
 * The functions on graphs as users call them: with dagrad's own ops where no other set is given.
 * graph/ and src/passes take the set as an argument, since they know no op.
 */

export interface WithOps {
  /** The ops of the graph. Default: dagrad's own; add yours with opSet(standardOps, myOp). */
  readonly ops?: OpSet;
}

/** Checks every invariant of a graph. GraphError or OpError names the node and shows its neighbourhood. */
export const check = (graph: Graph, { ops = standardOps }: WithOps = {}): void => checkWith(graph, ops);

/** A graph from JSON text or from what JSON.parse made of it, checked as hostile. FormatError names the path. */
export const parse = (json: unknown, { ops = standardOps }: WithOps = {}): Graph => parseWith(json, ops);

/** The graph that `recipe` makes of a draft, with the patches there and back. The original stays as it is. See graph/edit.ts. */
export const edit = (graph: Graph, recipe: Recipe, { ops = standardOps }: WithOps = {}): Edited => editWith(graph, recipe, ops);

/** Applies the patches of an edit. GraphError when they do not fit. */
export const applyEdit = (graph: Graph, patches: readonly Patch[], { ops = standardOps }: WithOps = {}): Graph =>
  applyEditWith(graph, patches, ops);

/** A graph that is edited step by step, with undo and redo. */
export class History extends HistoryWith {
  /** `limit`: steps that can be undone, at most; older ones are forgotten. Default 100. */
  constructor(graph: Graph, { ops = standardOps, limit = 100 }: WithOps & { readonly limit?: number } = {}) {
    super(graph, ops, { limit });
  }
}

/** Writes out composites, in the form that executes or, with form: "textbook", as formulas. */
export const lower = (graph: Graph, { ops = standardOps, ...options }: WithOps & LowerOptions = {}): Graph =>
  lowerWith(graph, ops, options);

export interface GradientsOptions extends WithOps {
  /** Name of the scalar output to differentiate. */
  readonly of: string;
  /** Ids of the nodes to differentiate by; all parameters that the output depends on where none are named. */
  readonly with?: readonly NodeId[];
}

/** The outputs of a graph, and the gradients "d.w", "d2.w" and so on; of a graph whose outputs are not known, any. */
type WithGradients<O> = unknown extends O ? O : O & { readonly [gradient in `d.${string}` | `d${number}.${string}`]: Tensor };

/**
 * The graph with the gradients ∂of/∂w of each w as further outputs "d.w" ("d2.w" where the graph has been differentiated before).
 *
 *     gradients(network, { of: "loss" })                       // by all parameters
 *     gradients(network, { of: "loss", with: ["dense1.weights", "X"] })
 *
 * Errors: GraphError for an unknown or non-scalar output, or where there is no differentiable path to a w, which is shown.
 */
export const gradients = <I, O>(graph: Graph<I, O>, { ops = standardOps, ...request }: GradientsOptions): Graph<I, WithGradients<O>> =>
  differentiate(graph, ops, { ...request, add }) as Graph<I, WithGradients<O>>;
