import { checkGraph } from "../check-kind.ts";
import { checkOptions } from "../check-options.ts";
import { GraphError } from "../errors.ts";
import type { Graph } from "../graph.ts";
import { showValue } from "../show-value.ts";
import { diff } from "./diff.ts";
import { edit, type Recipe } from "./edit.ts";

/**
 * A graph that is edited step by step, with undo and redo. Graphs share what they have in common, so a step costs what it changed.
 * An edit that throws, or that changes nothing, is no step.
 */
export class History {
  readonly #limit: number;
  #graph: Graph;
  #past: Graph[] = [];
  #future: Graph[] = [];

  /** `limit`: steps that can be undone, at most; older ones are forgotten. Default 100. */
  constructor(graph: Graph, options: { readonly limit?: number } = {}) {
    checkGraph("History", graph);
    checkOptions("History", options, ["limit"]);
    const { limit = 100 } = options;
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new GraphError(`History: limit must be a whole number ≥ 1, got ${showValue(limit)}; correct it`, { code: "bad-limit" });
    }
    this.#graph = graph;
    this.#limit = limit;
  }

  get graph(): Graph {
    return this.#graph;
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Edits the graph and returns the new one; steps that were undone can no longer be redone. Errors: those of `edit`. */
  edit(recipe: Recipe): Graph {
    const { graph } = edit(this.#graph, recipe);
    if (diff(this.#graph, graph).same) return this.#graph;
    this.#past.push(this.#graph);
    if (this.#past.length > this.#limit) this.#past.shift();
    this.#future = [];
    this.#graph = graph;
    return graph;
  }

  /** Back to the graph before the last step, which is returned. GraphError when there is none. */
  undo(): Graph {
    const graph = this.#past.pop();
    if (graph === undefined) throw nothingLeft("undo");
    this.#future.push(this.#graph);
    this.#graph = graph;
    return graph;
  }

  /** Forward to the graph before the last undo, which is returned. GraphError when there is none. */
  redo(): Graph {
    const graph = this.#future.pop();
    if (graph === undefined) throw nothingLeft("redo");
    this.#past.push(this.#graph);
    this.#graph = graph;
    return graph;
  }
}

const nothingLeft = (step: "undo" | "redo"): GraphError => {
  const flag = step === "undo" ? "canUndo" : "canRedo";
  return new GraphError(`History: there must be a step to ${step}, got none; ask ${flag} first`, { code: `nothing-to-${step}` });
};
