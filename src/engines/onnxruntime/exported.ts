import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isPrimitive, type Op, type Value } from "../../../graph/op.ts";
import { standardOps } from "../../../ops/standard-ops.ts";
import { encode } from "../../onnx/wire/encode.ts";
import { elementwiseForms } from "../../onnx/write/forms/elementwise.ts";
import { layerForms } from "../../onnx/write/forms/layers.ts";
import { moveForms } from "../../onnx/write/forms/move.ts";
import { recurrentForms } from "../../onnx/write/forms/recurrent.ts";
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

/**
 * What is written as ops of ONNX and leaves rows apart: folds over rows are written out, since `evaluate` merges them over batches, and so
 * is dense, whose product is asked for by its name.
 */
const { dense: _, ...layers } = layerForms;
const whole: Readonly<Record<string, unknown>> = { ...elementwiseForms, ...layers, ...moveForms, ...recurrentForms };

/** Primitives, and composites that ONNX has. */
export const executes = (op: Op): boolean => isPrimitive(op) || (Object.hasOwn(whole, op.name) && standardOps.get(op.name) === op);

/** The opset that every runtime of the last years reads. */
const opset = 17;

/** The model of a graph. Of the parameters that it does not update, the fixed ones stand in the model. Undefined where nothing is to be computed. */
export function exported(graph: Graph, fixed: ReadonlyMap<NodeId, Value>): Exported | undefined {
  if (Object.keys(graph.outputs).length + Object.keys(graph.updates).length === 0) return undefined;
  const parameters = Object.keys(graph.nodes).filter((id) => nodeOf(graph, id).op === "parameter");
  const fed = new Set(parameters.filter((id) => !fixed.has(id)));
  const written = writeModel(graph, { opset, parameters: Object.fromEntries(fixed), fed });
  const named = (names: Readonly<Record<string, string>>): Map<NodeId, string> => new Map(Object.entries(names)) as Map<NodeId, string>;
  return {
    bytes: encode("Model", written.model),
    inputs: named(written.inputs),
    parameters: new Map([...named(written.parameters)].filter(([id]) => fed.has(id))),
    outputs: named(written.outputs),
    next: named(written.next),
  };
}
