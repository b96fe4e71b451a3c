import { decodeNumber } from "../../../graph/attrs.ts";
import { allocate, type TypedArray } from "../../../graph/dtype.ts";
import { internal } from "../../../graph/errors.ts";
import { type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { isPrimitive, type Op } from "../../../graph/op.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { formOf } from "./forms/forms.ts";
import { Loops } from "./loops.ts";
import { Site } from "./site.ts";
import { writeKind } from "./write-kind.ts";
import type { Writing } from "./writing.ts";

/** Where nodes are written, what those before them are called, and the names that some must get. */
interface Names {
  readonly to: Writing;
  readonly nameOf: Map<NodeId, string>;
  readonly own: ReadonlyMap<NodeId, string>;
}

/** Writes the nodes of a graph that needs no writing out any more, in that order. */
export function writeNodes(graph: Graph, order: readonly NodeId[], { to, nameOf, own }: Names): void {
  const ops = opsOf(graph);
  const loops = new Loops(graph, (body, ids, names) => writeNodes(body, ids, names));
  for (const id of order) {
    const node = nodeOf(graph, id);
    if (node.op === "constant") nameOf.set(id, constant(id, node, to));
    if (isLeaf(node.op)) continue;
    const types = node.inputs.map((input) => nodeOf(graph, input));
    const site = new Site(id, node, { inputs: node.inputs.map((input) => nameOf.get(input) as string), types, to, loops });
    const wanted = own.get(id);
    const write = (): string => writeNode(node, opOf(node.op, id, ops) as Op, site);
    nameOf.set(id, to.named(wanted ?? to.name(id), write, wanted !== undefined));
  }
}

function writeNode(node: Node, op: Op, site: Site): string {
  // Of nothing there is nothing to compute, and runtimes stumble over it.
  if (node.shape.includes(0)) return site.expanded(site.to.scalar(0, node.dtype), [], node.shape);
  const form = formOf(node, op, { types: site.types, opset: site.to.opset });
  if (form !== undefined) return form.write(site);
  if (isPrimitive(op)) return writeKind(op, site);
  throw internal(`"${op.name}" was to be written out`);
}

/** Numbers are shared, arrays stand under the id of their node. */
function constant(id: NodeId, { attrs, shape, dtype }: Node, to: Writing): string {
  const elements = attrs.value as readonly AttrValue[];
  if (shape.length === 0) return to.scalar(decodeNumber(elements[0] as AttrValue), dtype);
  const data = allocate(dtype, sizeOf(shape as readonly number[]));
  for (const [i, value] of elements.entries()) data[i] = decodeNumber(value);
  return to.initializer(id, { type: dtype, shape: shape as readonly number[], data: data as TypedArray });
}
