import { checkOptions } from "../check-options.ts";
import { type Graph, nodeOf } from "../graph.ts";
import type { OpSet, TensorType } from "../op.ts";
import { opsOf } from "../ops-of.ts";
import { assertForm } from "./form.ts";
import { checkType, checkUpdates, checkWiring, inferTypes } from "./invariants.ts";
import { type Raise, raiseIn } from "./violation.ts";

/**
 * Throws unless all that passes rely on holds of the graph:
 *
 * 1. It is plain data of the form of `Graph`, with valid names, titles, dims and dtypes, and no other keys.
 * 2. Every id that a node, output or update refers to is a node.
 * 3. Every op is one that the graph carries, and has as many inputs and exactly the attributes that it declares.
 * 4. Leaves have no inputs; parameters and constants have concrete shapes, and as many numbers as elements.
 * 5. `inputs` lists every input node once.
 * 6. No node depends on itself.
 * 7. The shape and dtype of a node are what its op infers from its inputs.
 * 8. An update replaces a parameter by a value of the same shape and dtype.
 * 9. A body, which is the attribute of a node, holds to these rules, too.
 * 10. What is said of gradients is said of nodes, and those that were asked for are there, each once.
 *
 * Errors: GraphError or OpError (3, 4, 7) with the failing node and its users.
 */
export function check(graph: Graph<any, any>): void;
export function check(graph: Graph<any, any>, options?: unknown): void {
  checkOptions("check", options, []);
  const form: unknown = graph;
  assertForm(form, raiseIn("check"));
  verify(graph, opsOf(graph), raiseIn("check", graph));
}

/** Raises the first violation of the rules 2 to 8 in a graph of the right form. */
export function verify(graph: Graph, ops: OpSet, raise: Raise): void {
  const order = checkWiring(graph, ops, raise);
  const types = inferTypes(graph, ops, order, raise);
  for (const id of order) checkType(id, nodeOf(graph, id), types.get(id) as TensorType, raise);
  checkUpdates(graph, types, raise);
}
