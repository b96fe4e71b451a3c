import { allocate } from "../../../graph/dtype.ts";
import { FeedError, GraphError } from "../../../graph/errors.ts";
import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import { type Fail, isPrimitive, type Operands, type Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Backend, Executable, State } from "../backend.ts";

/**
 * Runs every primitive by its own kernel, over views of one arena: NumPy's arithmetic, bit for bit.
 * The oracle for other backends.
 */
export const reference: Backend = {
  name: "reference",
  executes: isPrimitive,
  prepare,
};

function prepare(plan: Plan, state: State): Executable {
  const views = viewsOf(plan, state);
  const view = (id: NodeId): Value => views.get(id) as Value;
  const kernels = plan.steps.map(({ id, op, inputs }) => {
    const operands = inputs.map(view) as unknown as Operands<Value>;
    return op.kernel(operands, view(id), nodeOf(plan.graph, id).attrs, failAtRun(op.name, id));
  });
  return {
    view,
    execute(observe) {
      for (let i = 0; i < kernels.length; i++) {
        (kernels[i] as () => void)();
        if (observe !== undefined) observe(plan.steps[i] as Plan["steps"][number]);
      }
    },
  };
}

function viewsOf(plan: Plan, state: State): Map<NodeId, Value> {
  const buffer = arenaBuffer(plan);
  const views = new Map<NodeId, Value>();
  for (const { id, shape, dtype, place, offset, shares } of plan.slots.values()) {
    const held = place === "arena" ? undefined : (state.get(shares ?? id) ?? views.get(shares as NodeId));
    const data = held ? held.data : allocate(dtype, sizeOf(shape), buffer, offset);
    views.set(id, { data, shape, dtype });
  }
  return views;
}

function arenaBuffer(plan: Plan): ArrayBuffer {
  try {
    return new ArrayBuffer(plan.bytes);
  } catch (error) {
    throw new GraphError(
      `reference: the host must grant ${plan.bytes} bytes for the values of a run, got ${String(error)}; feed smaller batches`,
      {
        code: "too-large",
        actual: String(plan.bytes),
      },
    );
  }
}

/** Problems that only elements show, reported as bad feeds that name the node. */
const failAtRun =
  (op: string, id: NodeId): Fail =>
  ({ code, expected, actual, cure }) => {
    throw new FeedError(`${op}: ${expected}, got ${actual} (node "${id}"); ${cure}`, { code, node: id, expected, actual });
  };
