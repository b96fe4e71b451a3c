import { isExpression, termsOf } from "../../../graph/dim.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isName } from "../../../graph/names.ts";
import type { Statement } from "./python-loop.ts";

/** Each named dim, and how an axis of an input tells it: of "2*batch" by its half. */
export function dimsOf(graph: Graph): Map<string, readonly [id: NodeId, sizeOf: (axis: string) => string]> {
  const dims = new Map<string, readonly [NodeId, (axis: string) => string]>();
  const axes = graph.inputs.flatMap((id) => nodeOf(graph, id).shape.map((dim, axis) => ({ id, dim, axis })));
  for (const { id, dim, axis } of axes) if (isName(dim) && !dims.has(dim)) dims.set(dim, [id, (name) => `${name}.shape[${axis}]`]);
  for (const { id, dim, axis } of axes) {
    if (!isExpression(dim)) continue;
    const [first, second, ...others] = termsOf(dim);
    const [name] = first?.factors ?? [];
    if (first?.factors.length !== 1 || !isName(name) || dims.has(name) || others.length > 0 || (second?.factors.length ?? 0) > 0) continue;
    const { coefficient } = first;
    const rest = second?.coefficient ?? 0;
    const less = (size: string): string => (rest === 0 ? size : `${size} ${rest > 0 ? "-" : "+"} ${Math.abs(rest)}`);
    const whole = (size: string): string => (coefficient === 1 ? size : `${rest === 0 ? size : `(${size})`} // ${coefficient}`);
    dims.set(name, [id, (input) => whole(less(`${input}.shape[${axis}]`))]);
  }
  return dims;
}

/** "batch = X.shape[0]" for the dims that a statement speaks of. */
export function sizes(graph: Graph, statements: readonly Statement[], nameOf: (id: NodeId) => string): Statement[] {
  const words = new Set(statements.flatMap(({ text, block = [text] }) => block.join("\n").match(/[\p{L}\p{N}_]+/gu) ?? []));
  return [...dimsOf(graph)].filter(([dim]) => words.has(dim)).map(([dim, [id, sizeOf]]) => ({ target: dim, text: sizeOf(nameOf(id)) }));
}
