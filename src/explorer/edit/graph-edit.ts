import type { AttrValue, NodeId } from "../../../graph/graph.ts";

/** An edit of a graph, as plain data. */
export type GraphEdit =
  /** Its own parameters, "dense1.weights" of dense1, are renamed with it. */
  | { readonly kind: "rename"; readonly node: NodeId; readonly name: string }
  | { readonly kind: "attribute"; readonly node: NodeId; readonly attribute: string; readonly value: AttrValue }
  /** The size of an axis of a layer's result, the units of dense, by its parameters. */
  | { readonly kind: "resize"; readonly node: NodeId; readonly axis: number; readonly size: number }
  | { readonly kind: "initializer"; readonly node: NodeId; readonly init: AttrValue }
  /** Another op, of the same inputs. */
  | { readonly kind: "replace"; readonly node: NodeId; readonly op: string }
  /** An op behind a node: whatever used that uses the new node instead. */
  | { readonly kind: "insert"; readonly node: NodeId; readonly op: string }
  /** A dense layer with parameters of its own behind a node. */
  | { readonly kind: "insertDense"; readonly node: NodeId; readonly units: number }
  /** Whatever used the node uses its first input instead. */
  | { readonly kind: "bypass"; readonly node: NodeId }
  /** The node, its outputs, and what only it needed. */
  | { readonly kind: "delete"; readonly node: NodeId };

/** The edit of one element of a value, counted row by row. */
export interface CellEdit {
  readonly kind: "cell";
  /** A parameter or an input. */
  readonly node: NodeId;
  readonly at: number;
  readonly value: number;
}

/** What an edit does, in words: what "undo" takes back. */
export function editLabel(edit: GraphEdit | CellEdit): string {
  const { node } = edit;
  switch (edit.kind) {
    case "rename":
      return `rename ${node} to ${edit.name}`;
    case "attribute":
      return `set ${edit.attribute} of ${node}`;
    case "resize":
      return `give ${node} ${edit.size} units`;
    case "initializer":
      return `start ${node} anew`;
    case "replace":
      return `make ${node} ${edit.op}`;
    case "insert":
      return `insert ${edit.op} behind ${node}`;
    case "insertDense":
      return `insert dense behind ${node}`;
    case "bypass":
      return `bypass ${node}`;
    case "delete":
      return `delete ${node}`;
    case "cell":
      return `set ${node}[${edit.at}] to ${edit.value}`;
  }
}
