import type { DType } from "../../../graph/dtype.ts";
import { GraphError } from "../../../graph/errors.ts";
import type { Attrs, Node, NodeId } from "../../../graph/graph.ts";
import type { TensorType } from "../../../graph/op.ts";
import type { Dim, Shape } from "../../../graph/shape.ts";
import { sameShape } from "../../../graph/shape.ts";
import type { Writing } from "./writing.ts";

/** Writes nodes that are results of loops. */
export interface LoopWriter {
  /** The name of the result that a node is. */
  result(site: Site): string;
}

/** A node of the graph where it is written: what its inputs are called in the file, what they are, and the nodes of the file so far. */
export class Site {
  readonly id: NodeId;
  readonly op: string;
  readonly attrs: Attrs;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The nodes that the inputs are, and their names in the file. */
  readonly from: readonly NodeId[];
  readonly inputs: readonly string[];
  readonly types: readonly TensorType[];
  readonly to: Writing;
  readonly loops: LoopWriter;

  constructor(id: NodeId, node: Node, { inputs, types, to, loops }: Pick<Site, "inputs" | "types" | "to" | "loops">) {
    this.id = id;
    this.op = node.op;
    this.attrs = node.attrs;
    this.shape = node.shape;
    this.dtype = node.dtype;
    this.from = node.inputs;
    this.inputs = inputs;
    this.types = types;
    this.to = to;
    this.loops = loops;
  }

  /** An input that the op must have. */
  input(position: number): string {
    return this.inputs[position] as string;
  }

  type(position: number): TensorType {
    return this.types[position] as TensorType;
  }

  /** A tensor in another shape of as many elements. */
  reshaped(x: string, from: Shape, to: Shape): string {
    if (sameShape(from, to)) return x;
    const named = to.filter((dim) => typeof dim === "string").length;
    // One axis may be worked out: where no size is 0, which would say "as before".
    if (named <= 1 && !to.includes(0))
      return this.to.node("Reshape", [x, this.to.ints(to.map((dim) => (typeof dim === "string" ? -1 : dim)))]);
    return this.to.node("Reshape", [x, this.to.sizes.list(to)], { allowzero: this.to.opset >= 14 ? 1 : undefined });
  }

  /** A tensor stretched to a shape. */
  expanded(x: string, from: Shape, to: Shape): string {
    if (sameShape(from, to)) return x;
    const missing = to.length - from.length;
    // Where x has the axis already, 1 keeps it.
    const isNamed = to.some((dim) => typeof dim === "string");
    const stretched = to.map((dim, axis): Dim => (isNamed && axis >= missing && from[axis - missing] === dim ? 1 : dim));
    return this.to.node("Expand", [x, this.to.sizes.list(stretched)]);
  }

  /** What ONNX cannot say. */
  fail(code: string, expected: string, actual: string, cure: string): never {
    throw new GraphError(`toOnnx: ${expected}, got ${actual} (node "${this.id}"); ${cure}`, { code, node: this.id, expected, actual });
  }
}

/** How an op is written: the name of its result in the file. */
export type Write = (site: Site) => string;
