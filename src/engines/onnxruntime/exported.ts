import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { isPrimitive, type Op, type Value } from "../../../graph/op.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { encode } from "../../onnx/wire/encode.ts";
import { elementwiseForms } from "../../onnx/write/forms/elementwise.ts";
import { moveForms } from "../../onnx/write/forms/move.ts";
import { writeModel } from "../../onnx/write/write-model.ts";

/** A graph as a model of ONNX, and what its nodes are called there. */
export interface Exported {
  readonly bytes: Uint8Array;
  /** Input → its name. */
  readonly inputs: ReadonlyMap<NodeId, string>;
  /** Parameter that is fed → its name. */
  readonly parameters: ReadonlyMap<NodeId, string>;
  /** Node whose value is an output → its name. */
  readonly outputs: ReadonlyMap<NodeId, string>;
  /** Parameter → name of the output that has its new value. */
  readonly next: ReadonlyMap<NodeId, string>;
}

/** What is written as an op of ONNX and leaves rows apart: folds over rows are written out, since `evaluate` merges them over batches. */
const whole: Readonly<Record<string, unknown>> = { ...elementwiseForms, ...moveForms };

/** Primitives, and composites that ONNX has. */
export const executes = (op: Op): boolean => isPrimitive(op) || (Object.hasOwn(whole, op.name) && standardOps.get(op.name) === op);

/** The opset that every runtime of the last years reads. */
const opset = 17;

/**
 * The model of what a graph computes: leaves among its outputs need no runtime. Of the parameters that it does not update, the fixed ones
 * stand in the model. Undefined where nothing is left to compute.
 */
export function exported(graph: Graph, fixed: ReadonlyMap<NodeId, Value>): Exported | undefined {
  const computed = [...new Set(Object.values(graph.outputs))].filter((id) => !isLeaf(nodeOf(graph, id).op));
  if (computed.length === 0 && Object.keys(graph.updates).length === 0) return undefined;
  const part = { ...graph, outputs: Object.fromEntries(computed.map((id) => [id, id])) };
  const parameters = Object.keys(graph.nodes).filter((id) => nodeOf(graph, id).op === "parameter");
  const fed = new Set(parameters.filter((id) => !fixed.has(id)));
  const written = writeModel(part, { opset, parameters: Object.fromEntries(fixed), fed });
  const named = (names: Readonly<Record<string, string>>): Map<NodeId, string> => new Map(Object.entries(names)) as Map<NodeId, string>;
  return {
    bytes: encode("Model", written.model),
    inputs: named(written.inputs),
    parameters: new Map([...named(written.parameters)].filter(([id]) => fed.has(id))),
    outputs: named(written.outputs),
    next: named(written.next),
  };
}
