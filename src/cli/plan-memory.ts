import type { Graph } from "../../graph/graph.ts";
import { kernelOf } from "../backends/reference/kernel-of.ts";
import { reference } from "../backends/reference/reference.ts";
import { lower } from "../passes/lower.ts";
import { select } from "../passes/select.ts";
import { simplify } from "../passes/simplify.ts";
import { type Binding, type Plan, plan } from "../plan/plan.ts";

/** The plan that a run of these outputs would use under these sizes: as `compile` makes it, without any values. */
export function planMemory(graph: Graph, binding: Binding, fetch: readonly string[]): Plan {
  const lowered = lower(graph, { keep: (op) => reference.executes(op) });
  return plan(simplify(select(lowered, fetch), kernelOf), binding);
}
