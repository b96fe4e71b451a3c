import type { Drawing, DrawnEdge, DrawnNode } from "../../export/drawing/drawing.ts";

/** The box beside another one that holds its gradient. */
export const gradientBoxId = (id: string): string => `gradient ${id}`;

/**
 * The drawing with a second column: right of each box that has a gradient, one for it, and lines from the loss up along those of the forward
 * pass. What one box passes on to several is the sum of what comes back from them.
 */
export function withGradientsBeside(drawing: Drawing, hasGradient: (id: string) => boolean, of: string): Drawing {
  const own = new Map(drawing.nodes.filter(({ id }) => hasGradient(id)).map((node) => [node.id, gradientBoxId(node.id)]));
  const nodes = drawing.nodes.flatMap((node): DrawnNode[] => {
    const id = own.get(node.id);
    if (id === undefined) return [];
    const name = "html" in node.label ? node.id : node.label[0];
    return [{ id, role: "op", label: [`∂${of}/∂(${name})`], tooltip: [`gradient of ${node.id}`], attributes: { style: "filled,dashed" } }];
  });
  const edges = drawing.edges.flatMap(({ from, to, kind }): DrawnEdge[] => {
    const [source, target] = [own.get(from), own.get(to)];
    if (source === undefined || target === undefined || kind === "update") return [];
    return [{ from: source, to: target, kind: "cotangent" }];
  });
  const pairs = [...own].map(([from, to]): DrawnEdge => ({ from, to, kind: "pair" }));
  return { ...drawing, nodes: [...drawing.nodes, ...nodes], edges: [...drawing.edges, ...pairs, ...edges] };
}
