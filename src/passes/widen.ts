import type { Attrs, Graph } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import type { Leaf } from "../../graph/leaf.ts";
import type { AnyTensor, Op } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { rewrite } from "./rewrite.ts";

/**
 * The graph in float64: leaves of float32, and attributes that ask for float32, ask for float64; types are inferred anew.
 * Bodies of loops alike. Ids, and values that are not float32, stay. OpError where an op cannot take the wider types.
 */
export function widen(graph: Graph): Graph {
  return rewrite(graph, (node, op) => {
    if (op === undefined) {
      if (node.dtype !== "float32") return undefined;
      return (_, builder) => builder.leaf(node.op as Leaf, node.attrs, { shape: node.shape, dtype: "float64" }) as AnyTensor;
    }
    const wider = Object.entries(node.attrs).flatMap(([name, value]): [string, unknown][] => {
      if (isGraph(value)) return [[name, widen(value)]];
      return value === "float32" && namesDType(op, name) ? [[name, "float64"]] : [];
    });
    if (wider.length === 0) return undefined;
    const attrs = { ...node.attrs, ...Object.fromEntries(wider) } as Attrs;
    return (inputs, builder) => builder.apply(op, inputs as unknown as readonly Tensor[], attrs) as AnyTensor;
  });
}

/** True for an attribute that may be any dtype, or one of several that include both floats. */
function namesDType(op: Op, attr: string): boolean {
  const kind = op.attrs[attr];
  return kind === "dtype" || (Array.isArray(kind) && kind.includes("float32") && kind.includes("float64"));
}
