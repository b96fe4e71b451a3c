import { builderOf, checkDim, GraphBuilder, isTensor } from "./builder.ts";
import { differentiated } from "./differentiation.ts";
import { isDType } from "./dtype.ts";
import { GraphError } from "./errors.ts";
import { type Graph, graphFormat, type Node, type NodeId } from "./graph.ts";
import type { InputSpec } from "./input.ts";
import { type Leaves, leavesOf } from "./leaves.ts";
import { checkName } from "./names.ts";
import type { TensorType } from "./op.ts";
import { carryOps } from "./ops-of.ts";
import { showValue } from "./show-value.ts";
import type { Tensor } from "./tensor.ts";
import type { FollowedShape } from "./types/dims.ts";
import { rememberOrder } from "./walk.ts";

export type InputSpecs = Readonly<Record<string, InputSpec>>;
/** The handles of a graph's inputs, by name. */
export type InputTensors<I extends InputSpecs> = {
  readonly [K in keyof I & string]: Tensor<FollowedShape<I[K]["shape"]>, I[K]["dtype"], K>;
};

/**
 * Builds a graph: `inputs` declares what a run feeds, `build` makes the nodes and returns the named outputs.
 *
 *     graph({ X: f32("batch", 2) }, ({ X }) => ({ y: relu(X) }))
 *
 * Errors: GraphError for names and handles, OpError for shapes and dtypes, each naming the node.
 */
export function graph<const I extends InputSpecs, const O extends Readonly<Record<string, Tensor>>>(
  inputs: I,
  build: (inputs: InputTensors<I>, g: Leaves) => O,
): Graph<I, O> {
  if (typeof inputs !== "object" || inputs === null) {
    throw new GraphError(`graph: inputs must be named types such as { X: f32("batch", 4) }, got ${showValue(inputs)}; give {} for none`, {
      code: "bad-input",
    });
  }
  const builder = new GraphBuilder();
  const handles: Record<string, Tensor> = {};
  for (const [name, spec] of Object.entries(inputs)) {
    const type = checkSpec(name, spec);
    handles[name] = builder.leaf("input", {}, type, name);
  }
  const outputs = build(handles as InputTensors<I>, leavesOf(builder));
  return finish(builder, Object.keys(inputs), outputIds(outputs, builder)) as Graph<I, O>;
}

/** Freezes what a builder has grown. */
export function finish(builder: GraphBuilder, inputs: readonly NodeId[], outputs: Readonly<Record<string, NodeId>>): Graph {
  // Object.fromEntries takes three times as long.
  const nodes: Record<NodeId, Node> = {};
  for (const [id, node] of builder.nodes) nodes[id] = node;
  rememberOrder(Object.freeze(nodes), [...builder.nodes.keys()]);
  carryOps(nodes, builder.ops);
  return Object.freeze({
    format: graphFormat,
    nodes,
    inputs: Object.freeze([...inputs]),
    outputs: Object.freeze(outputs),
    updates: Object.freeze(Object.fromEntries(builder.updates)),
    ...differentiated(builder.gradients),
  });
}

/** Output name → node id. GraphError unless each is a well-named tensor of this graph. */
export function outputIds(outputs: Readonly<Record<string, Tensor>>, builder: GraphBuilder): Record<string, NodeId> {
  const unnamed = isTensor(outputs);
  if (unnamed || typeof outputs !== "object" || outputs === null || Object.keys(outputs).length === 0) {
    const actual = unnamed ? "a tensor without a name" : outputs instanceof Promise ? "a promise" : "none";
    throw new GraphError(`graph: build must return at least one named output, got ${actual}; return { name: tensor }`, {
      code: "no-output",
    });
  }
  const ids: Record<string, NodeId> = {};
  for (const [name, output] of Object.entries(outputs)) {
    checkName(name, "the name of an output");
    if (!isTensor(output) || builderOf(output) !== builder) {
      throw new GraphError(
        `graph: output "${name}" must be a tensor of this graph, got ${isTensor(output) ? "a handle of another graph" : typeof output}; return what an op made here`,
        {
          code: "foreign-handle",
          node: name,
        },
      );
    }
    ids[name] = output.id;
  }
  return ids;
}

/** The type of an input, its dims in canonical form. */
function checkSpec(name: string, spec: InputSpec): TensorType {
  checkName(name, "the name of an input");
  if (typeof spec !== "object" || spec === null || !isDType(spec.dtype) || !Array.isArray(spec.shape)) {
    throw new GraphError(
      `graph: input "${name}" needs a type such as f32("batch", 4), got ${JSON.stringify(spec) ?? typeof spec}; use f32, f64, i32, u8 or bool`,
      {
        code: "bad-input",
        node: name,
      },
    );
  }
  return { shape: spec.shape.map((dim) => checkDim(dim, `input "${name}"`)), dtype: spec.dtype };
}
