import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { isPrimitive, type Op } from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { type Replacement, rewrite } from "./rewrite.ts";

/** Which form of a composite is written out: what executes, or the textbook formula. */
export type LowerForm = "safe" | "textbook";

export interface LowerOptions {
  /** "safe" (default): each composite becomes what its `lower` says. "textbook": what its `definition` says. */
  readonly form?: LowerForm;
  /** True for the ops, and nodes of a graph, that stay as they are; by default the primitives. */
  readonly keep?: (op: Op, node: Node, graph: Graph) => boolean;
}

/** True for an op that is differentiated as it is. */
export const isDifferentiated = (op: Op): boolean => op.vjp !== undefined || "together" in op;

/** True for an op that pictures and formulas show as it is: a primitive, or a loop, which has a body to be shown. */
export const isShown = (op: Op): boolean => isPrimitive(op) || "together" in op;

const deepest = 64;

/**
 * Writes out composites until only kept ops are left. A composite's parts stand in its scope under ids "softmax1.exp1"; its
 * last part takes its id, so users, outputs and traces still find it by name.
 * GraphError: a graph without its ops, or composites that contain themselves.
 */
export function lower<I, O>(graph: Graph<I, O>, options: LowerOptions = {}): Graph<I, O> {
  checkGraph("lower", graph);
  checkOptions("lower", options, ["form", "keep"]);
  const { form = "safe", keep = isPrimitive } = options;
  checkKind(form === "safe" || form === "textbook", "lower", "form", '"safe" or "textbook"', form, "correct it");
  const writtenIn =
    (graph: Graph) =>
    (node: Node, op: Op | undefined): Replacement | undefined => {
      if (op === undefined || isPrimitive(op) || keep(op, node, graph)) return undefined;
      const write = form === "safe" ? (op.lower ?? op.definition) : op.definition;
      return (inputs) => write(inputs, node.attrs, (body) => lower(body, options));
    };
  const needsWriting = (graph: Graph<any, any>): boolean => {
    const ops = opsOf(graph);
    let needed = false;
    for (const id in graph.nodes) {
      const node = graph.nodes[id] as Node;
      if (writtenIn(graph)(node, opOf(node.op, id, ops)) !== undefined) needed = true;
    }
    return needed;
  };
  let lowered = graph;
  for (let depth = 0; needsWriting(lowered); depth++) {
    if (depth === deepest) {
      throw new GraphError(`lower: composites may nest ${deepest} deep, got more; a definition must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    lowered = rewrite(lowered, writtenIn(lowered));
  }
  return lowered;
}
