import { GraphError } from "../../../graph/errors.ts";
import type { NodeId } from "../../../graph/graph.ts";
import type { Value } from "../../../graph/op.ts";
import type { State } from "../../backends/backend.ts";
import { reference } from "../../backends/reference/reference.ts";
import { lower } from "../../passes/lower.ts";
import { type Plan, plan as planOf } from "../../plan/plan.ts";
import { constants } from "../../run/state.ts";
import { nodeIn } from "./refused.ts";

/**
 * Why a run failed: what the reference says of the same feeds, such as an index out of range, with its node; where it finds nothing wrong, what
 * the runtime says.
 */
export async function guilty(error: unknown, { graph, binding }: Plan, { parameters }: State, view: (id: NodeId) => Value): Promise<Error> {
  for (const [id, parameter] of parameters) if (Object.hasOwn(graph.nodes, id)) await parameter.read();
  const lowered = lower(graph);
  try {
    const executable = reference.prepare(planOf(lowered, binding), { parameters, constants: constants(lowered) });
    for (const id of graph.inputs) executable.view(id).data.set(view(id).data);
    executable.execute();
  } catch (found) {
    return found as Error;
  }
  const { text, node } = nodeIn(error, graph);
  return new GraphError(
    `onnxruntime: a run must end, got "${text}"${node === undefined ? "" : ` (node "${node}")`}; feed less at once, or compile with { backend: wasm() }`,
    { code: "engine-run", node, actual: text },
  );
}
