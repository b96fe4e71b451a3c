import { isFloat } from "../../../graph/dtype.ts";
import { FeedError } from "../../../graph/errors.ts";
import type { Graph, Node, NodeId } from "../../../graph/graph.ts";
import type { Op, Primitive, Value } from "../../../graph/op.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { expressionOf, mayFail } from "../../../graph/scalar.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import { indexWalk } from "../../backends/index-walk.ts";
import { failIndex } from "../../backends/reference/fail-index.ts";
import { reference } from "../../backends/reference/reference.ts";
import { lower } from "../../passes/lower.ts";
import { select } from "../../passes/select.ts";
import { failAtRun } from "../../plan/fail-at-run.ts";
import { type Binding, plan, type Slot, type Step } from "../../plan/plan.ts";
import { constants } from "../../run/state.ts";

/**
 * What is looked at before a run: labels and indices that follow from the inputs alone, by integers. ONNX counts negative ones from the end, and
 * a GPU does not look at all, so a wrong one would be a wrong number. `view` gives the values of inputs. FeedError as on any backend.
 */
export function hostChecks(graph: Graph, binding: Binding, view: (id: NodeId) => Value): (() => void) | undefined {
  const lowered = lower(graph);
  const checked = checkedNodes(lowered);
  if (checked.length === 0) return undefined;
  const part = select({ ...lowered, outputs: {}, updates: {} }, [...new Set(checked.map(({ seen }) => seen))]);
  const executable = reference.prepare(plan(part, binding), { parameters: new Map(), constants: constants(part) });
  const order = topologicalOrder(lowered);
  const whole = plan(lowered, binding);
  const looks = checked.flatMap(({ id, op, seen }) => {
    if (!("index" in op)) return [];
    const step = whole.steps.find((one) => one.id === id) as Step;
    const slotOf = (node: NodeId): Slot => whole.slots.get(node) as Slot;
    const { size } = indexWalk(op.index, step.inputs.map(slotOf), slotOf(id), step.attrs.axis as number | undefined);
    return [{ at: order.indexOf(id), look: () => checkIndices(executable.view(seen), size, op, id) }];
  });
  return () => {
    for (const id of part.inputs) executable.view(id).data.set(view(id).data);
    let failed: FeedError | undefined;
    try {
      executable.execute();
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      failed = error;
    }
    // Told is what a run would meet first.
    const end = failed === undefined ? order.length : order.indexOf(failed.node as NodeId);
    for (const { at, look } of looks) if (at < end) look();
    if (failed !== undefined) throw failed;
  };
}

function checkIndices(indices: Value, size: number, op: Primitive<any>, id: NodeId): void {
  const { fromEnd } = (op as Extract<Op, { readonly index: unknown }>).index;
  const least = fromEnd ? -size : 0;
  const { data } = indices;
  for (let i = 0; i < data.length; i++) {
    const index = data[i] as number;
    if (index < least || index >= size) failIndex(indices, i, size, failAtRun(op.name, id), fromEnd);
  }
}

interface Checked {
  readonly id: NodeId;
  readonly op: Primitive<any>;
  /** The node that is looked at: the indices; or, where an expression refuses elements, the node itself. */
  readonly seen: NodeId;
}

/** The nodes that refuse some elements, as far as these follow from inputs and constants by integers alone. */
function checkedNodes(graph: Graph): Checked[] {
  const ops = opsOf(graph);
  const onHost = new Set<NodeId>();
  const found: Checked[] = [];
  for (const id of topologicalOrder(graph)) {
    const { op: name, inputs, attrs, dtype } = graph.nodes[id] as Node;
    const op = opOf(name, id, ops) as Primitive<any> | undefined;
    if (op === undefined ? name !== "parameter" && !isFloat(dtype) : !isFloat(dtype) && inputs.every((input) => onHost.has(input))) {
      onHost.add(id);
    }
    if (op === undefined) continue;
    if ("index" in op) {
      const seen = inputs[op.index.does === "mark" ? 0 : 1] as NodeId;
      if (onHost.has(seen)) found.push({ id, op, seen });
    } else if ("scalar" in op && onHost.has(id)) {
      const dtypes = inputs.map((input) => (graph.nodes[input] as Node).dtype);
      if (mayFail(expressionOf(op.scalar, dtypes, attrs))) found.push({ id, op, seen: id });
    }
  }
  return found;
}
