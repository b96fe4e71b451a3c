import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isPrimitive } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";

/** Nodes of a run → the composite of the declared graph whose part they are, or which they are themselves; of several the outermost that counts. */
export function ownersIn(
  run: Graph<any, any>,
  declared: Graph<any, any>,
  counts: (composite: NodeId) => boolean = () => true,
): Map<NodeId, NodeId> {
  const ops = opsOf(declared);
  const owners = new Map<NodeId, NodeId>();
  const isComposite = (id: NodeId): boolean => {
    if (!Object.hasOwn(declared.nodes, id)) return false;
    const op = ops.get(nodeOf(declared, id).op);
    return op !== undefined && !isPrimitive(op);
  };
  for (const id in run.nodes) {
    // A node that was declared belongs to itself alone, whatever its name begins with.
    const isDeclared = Object.hasOwn(declared.nodes, id);
    for (let end = id.length; end > 0; end = isDeclared ? 0 : id.lastIndexOf(".", end - 1)) {
      const owner = id.slice(0, end);
      if (isComposite(owner) && counts(owner)) owners.set(id, owner);
    }
  }
  return owners;
}
