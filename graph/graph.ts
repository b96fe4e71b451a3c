import type { DType } from "./dtype.ts";
import { GraphError } from "./errors.ts";
import type { Shape } from "./shape.ts";

declare const nodeId: unique symbol;
/** The name of a node, readable and stable: "X", "dense1", "dense1.weights". */
export type NodeId = string & { readonly [nodeId]?: true };

/** What an attribute of a node may be: plain JSON. */
export type AttrValue = number | string | boolean | null | readonly AttrValue[] | { readonly [key: string]: AttrValue };
export type Attrs = Readonly<Record<string, AttrValue>>;

/** One tensor of a graph: the op that makes it and the nodes that it is made of. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly NodeId[];
  readonly attrs: Attrs;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Titles of the scopes around it, outermost first; pictures draw them as boxes. */
  readonly scope: readonly string[];
}

/** What one call of `gradients` has made of a graph: which node is the cotangent of which. */
export interface Differentiation {
  /** The scalar that was differentiated. */
  readonly of: NodeId;
  /** The nodes by which it was asked to be, in the order of the request. */
  readonly with: readonly NodeId[];
  /** Node → its cotangent: the node that holds ∂of/∂node. One may be the cotangent of several. */
  readonly cotangents: Readonly<Record<NodeId, NodeId>>;
}

/** A version of the data model; `parse` refuses any other. */
export const graphFormat = "dagrad/graph/1";

/**
 * A network as plain, frozen, JSON-serialisable data. It holds no values of weights and no functions.
 * I and O are the typed inputs and outputs of a graph built in code; they exist for the compiler only.
 */
export interface Graph<I = unknown, O = unknown> {
  readonly format: typeof graphFormat;
  readonly nodes: Readonly<Record<NodeId, Node>>;
  /** The nodes that a run must feed, in order of declaration. */
  readonly inputs: readonly NodeId[];
  /** Output name → node. */
  readonly outputs: Readonly<Record<string, NodeId>>;
  /** Parameter → the node whose value replaces it after a run. */
  readonly updates: Readonly<Record<NodeId, NodeId>>;
  /** What each call of `gradients` has made, in order; left out where there was none. */
  readonly gradients?: readonly Differentiation[];
  readonly [graphTypes]?: { readonly inputs: I; readonly outputs: O };
}
declare const graphTypes: unique symbol;

/** The node of that id, of a graph or of a draft of one. GraphError when there is none. */
export function nodeOf<N>(graph: { readonly nodes: Readonly<Record<NodeId, N>> }, id: NodeId): N {
  if (!Object.hasOwn(graph.nodes, id)) {
    throw new GraphError(`graph: no node has the id "${id}"; look at print(graph) for the ids`, { code: "unknown-node", node: id });
  }
  return graph.nodes[id] as N;
}
