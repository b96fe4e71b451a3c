import type { GraphProto, NodeProto } from "../wire/schema.ts";

/**
 * The nodes with each behind what it reads. ONNX asks files for that order, but converters have added casts at the end, and onnxruntime reads
 * such files. Nodes that are in order stay as they are; those of a circle come as they stand in the file, and are refused where they are read.
 */
export function nodesInOrder(nodes: readonly NodeProto[]): readonly NodeProto[] {
  const maker = new Map<string, number>();
  nodes.forEach(({ output = [] }, i) => {
    for (const name of output) if (name !== "") maker.set(name, i);
  });
  const needs = nodes.map((node) => [...new Set(readBy(node).flatMap((name) => maker.get(name) ?? []))]);
  if (needs.every((list, i) => list.every((before) => before < i))) return nodes;
  const order: NodeProto[] = [];
  const begun = new Set<number>();
  for (let i = 0; i < nodes.length; i++) {
    // Chains are long, so that this is no recursion: a node is left when all that it needs has been gone to.
    const way = begun.has(i) ? [] : [{ at: i, next: 0 }];
    begun.add(i);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const before = needs[step.at]?.[step.next++];
      if (before === undefined) order.push(nodes[(way.pop() as typeof step).at] as NodeProto);
      else if (!begun.has(before)) {
        begun.add(before);
        way.push({ at: before, next: 0 });
      }
    }
  }
  return order;
}

/** The names that a node reads, its branches and bodies too, which see what is around them. */
function readBy({ input = [], attribute = [] }: NodeProto): string[] {
  const graphs = attribute.flatMap(({ g }): readonly GraphProto[] => (g === undefined ? [] : [g]));
  return [...input, ...graphs.flatMap(({ node = [], output = [] }) => [...node.flatMap(readBy), ...output.map(({ name = "" }) => name)])];
}
