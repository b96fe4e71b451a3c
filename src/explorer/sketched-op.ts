import type { AttrSchema } from "../../graph/attrs.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Attrs, type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isLeaf } from "../../graph/leaf.ts";
import { defineOp, isPrimitive, type Op, type OpSet, type TensorType } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";

/**
 * An op of the user's own as data: all that a page knows of one whose kernel is code that only Node has. Its results are known for the
 * operands that the graph has.
 */
export interface SketchedOp {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly attrs: AttrSchema<Attrs>;
  readonly results: readonly SketchedResult[];
}

interface SketchedResult {
  readonly inputs: readonly TensorType[];
  readonly attrs: Attrs;
  readonly output: TensorType;
}

const typeOf = ({ shape, dtype }: TensorType): TensorType => ({ shape, dtype });

/** Those primitives of a graph that are not among `known`. */
export function sketchedOps(graph: Graph, known: OpSet): SketchedOp[] {
  const ops = opsOf(graph);
  const found = new Map<string, { readonly op: Op; readonly results: SketchedResult[] }>();
  for (const { op: name, inputs, attrs, shape, dtype } of Object.values(graph.nodes)) {
    const op = isLeaf(name) ? undefined : ops.get(name);
    if (op === undefined || !isPrimitive(op) || known.get(name) === op) continue;
    const results = found.get(name)?.results ?? [];
    results.push({ inputs: inputs.map((id: NodeId) => typeOf(nodeOf(graph, id))), attrs, output: { shape, dtype } });
    found.set(name, { op, results });
  }
  return [...found].map(([name, { op, results }]) => ({ name, inputs: op.inputs, attrs: op.attrs as AttrSchema<Attrs>, results }));
}

/** An op that stands for a sketched one: it can be drawn and written, not run. */
export function opOfSketch({ name, inputs, attrs, results }: SketchedOp): Op {
  const keyOf = (inputs: readonly TensorType[], attrs: Attrs): string => JSON.stringify([inputs.map(typeOf), attrs]);
  const known = new Map(results.map((result) => [keyOf(result.inputs, result.attrs), result.output]));
  return defineOp<Attrs>({
    name,
    inputs,
    attrs,
    infer: (types, attributes, fail) =>
      known.get(keyOf(types, attributes)) ??
      fail({
        code: "sketched-op",
        expected: `${name} must get what it got in the model, since it is an op of the model's own`,
        actual: types.map(({ dtype, shape }) => `${dtype}[${shape.join(", ")}]`).join(" and "),
        cure: "change the module instead",
      }),
    kernel: () => {
      throw new GraphError(`explore: ops of a model's own run in Node alone, got "${name}"; change the module instead`, {
        code: "sketched-op",
        actual: name,
      });
    },
    vjp: "not-differentiable",
  });
}
