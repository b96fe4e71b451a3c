import { substituteDim } from "../../graph/dim.ts";
import { bytesOf } from "../../graph/dtype.ts";
import { type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { showShape, sizeOf } from "../../graph/shape.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { addSizes, type Size, sizeOfShape } from "./symbolic-size.ts";

/** A node as the table of `dagrad check` shows it. */
export interface NodeSummary {
  readonly id: NodeId;
  readonly op: string;
  /** The nodes it reads, without the parameters and constants that have no row. */
  readonly inputs: readonly NodeId[];
  readonly shape: string;
  readonly dtype: string;
  /** Elements of the parameters that it is the first to read. */
  readonly parameters: number;
  /** Bytes of its value. */
  readonly bytes: Size;
}

export interface Summary {
  readonly rows: readonly NodeSummary[];
  /** How many nodes there are of each kind. */
  readonly counts: { readonly inputs: number; readonly parameters: number; readonly constants: number; readonly ops: number };
  readonly parameters: { readonly elements: number; readonly bytes: number };
  /** Bytes of all values but those of parameters and constants, each counted in full. */
  readonly values: Size;
}

export interface SummaryOptions {
  readonly binding: ReadonlyMap<string, number>;
  /** A row for each parameter and constant too. */
  readonly leaves: boolean;
}

/** What `dagrad check` tells of a graph, in topological order. Linear in its size. */
export function summarise(graph: Graph, { binding, leaves }: SummaryOptions): Summary {
  const order = topologicalOrder(graph);
  const counts = { inputs: 0, parameters: 0, constants: 0, ops: 0 };
  const parameters = { elements: 0, bytes: 0 };
  const counted = new Set<NodeId>();
  const values: Size[] = [];
  const read = new Set(order.flatMap((id) => nodeOf(graph, id).inputs));
  const hasRow = (id: NodeId, { op }: Node): boolean => leaves || !isStored(op) || !read.has(id);
  const rows: NodeSummary[] = [];
  for (const id of order) {
    const node = nodeOf(graph, id);
    counts[kindOf(node.op)]++;
    const bytes = sizeOfShape(node.shape, bytesOf(node.dtype), binding);
    let elements = 0;
    if (node.op === "parameter") {
      const size = sizeOf(node.shape as readonly number[]);
      parameters.elements += size;
      parameters.bytes += size * bytesOf(node.dtype);
      elements = size;
    } else if (node.op !== "constant") values.push(bytes);
    if (!hasRow(id, node)) continue;
    if (!leaves) {
      for (const input of node.inputs) {
        const { op, shape } = nodeOf(graph, input);
        if (op !== "parameter" || counted.has(input)) continue;
        counted.add(input);
        elements += sizeOf(shape as readonly number[]);
      }
    }
    const inputs = node.inputs.filter((input) => hasRow(input, nodeOf(graph, input)));
    const shape = showShape(node.shape.map((dim) => substituteDim(dim, (name) => binding.get(name))));
    rows.push({ id, op: node.op, inputs, shape, dtype: node.dtype, parameters: elements, bytes });
  }
  return { rows, counts, parameters, values: addSizes(values) };
}

const isStored = (op: string): boolean => op === "parameter" || op === "constant";

const kindOf = (op: string): keyof Summary["counts"] =>
  op === "input" ? "inputs" : op === "parameter" ? "parameters" : op === "constant" ? "constants" : "ops";
