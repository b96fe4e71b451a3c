import { checkGraph, checkIds, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/elementwise/add.ts";
import { differentiate } from "../passes/differentiate.ts";

export interface GradientsOptions {
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
export function gradients<I, O>(graph: Graph<I, O>, request: GradientsOptions): Graph<I, WithGradients<O>> {
  checkGraph("gradients", graph);
  checkOptions("gradients", request, ["of loss", "with wrt"]);
  checkKind(typeof request?.of === "string", "gradients", "of", "the name of an output", request?.of, 'pass { of: "loss" }');
  checkIds("gradients", "with", request.with);
  return differentiate(graph, { ...request, add }) as Graph<I, WithGradients<O>>;
}
