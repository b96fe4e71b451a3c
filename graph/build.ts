import { builderOf, checkDim, GraphBuilder, isTensor } from "./builder.ts";
import { checkOptions } from "./check-options.ts";
import { differentiated } from "./differentiation.ts";
import { isDType } from "./dtype.ts";
import { GraphError } from "./errors.ts";
import { type Graph, graphFormat, type Node, type NodeId } from "./graph.ts";
import { checkedInitializer, type WeightInitializer } from "./initializer.ts";
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

export interface GraphOptions {
  /**
   * How the weights start that layers make, where they name no `init` of their own. Default { randn: 0.01 }, as in the book; a network of
   * several layers with relu learns from "heNormal". Biases start at zero, what `g.parameter` makes and what is included as it says itself.
   */
  readonly init?: WeightInitializer;
}

/**
 * Builds a graph: `inputs` declares what a run feeds, `build` makes the nodes and returns the named outputs.
 *
 *     graph({ X: f32("batch", 2) }, ({ X }) => ({ y: relu(X) }))
 *     graph({ X: f32("batch", 2) }, ({ X }) => ({ y: deep(X) }), { init: "heNormal" })
 *
 * What layers add to the loss (dense with `l1` or `l2`) is added to the output that is a loss, unless `g.penalty()` was used for it.
 * Errors: GraphError for names, handles and penalties that are part of no loss, OpError for options, shapes and dtypes, each naming the node.
 */
export function graph<const I extends InputSpecs, const O extends Readonly<Record<string, Tensor>>>(
  inputs: I,
  build: (inputs: InputTensors<I>, g: Leaves) => O,
  options?: GraphOptions,
): Graph<I, O> {
  if (typeof inputs !== "object" || inputs === null) {
    throw new GraphError(`graph: inputs must be named types such as { X: f32("batch", 4) }, got ${showValue(inputs)}; give {} for none`, {
      code: "bad-input",
    });
  }
  if (typeof build !== "function") {
    throw new GraphError(
      `graph: build must be a function, got ${showValue(build)}; write graph({ X: f32("batch", 4) }, ({ X }) => ({ … }))`,
      {
        code: "bad-build",
      },
    );
  }
  checkOptions("graph", options, ["init"]);
  const builder = new GraphBuilder();
  if (options?.init !== undefined) builder.init = checkedInitializer(options.init);
  const handles: Record<string, Tensor> = {};
  for (const [name, spec] of Object.entries(inputs)) {
    const type = checkSpec(name, spec);
    handles[name] = builder.leaf("input", {}, type, name);
  }
  const ids = outputIds(build(handles as InputTensors<I>, leavesOf(builder)), builder);
  const outputs = builder.penalties?.addedTo(ids, { nodes: builder.nodes, ops: builder.ops, handle: (id) => builder.handle(id) }) ?? ids;
  return finish(builder, Object.keys(inputs), outputs) as Graph<I, O>;
}

/** Freezes what a builder has grown. */
export function finish(builder: GraphBuilder, inputs: readonly NodeId[], outputs: Readonly<Record<string, NodeId>>): Graph {
  builder.finished = true;
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
        `graph: output "${name}" must be a tensor of this graph, got ${isTensor(output) ? "a handle of another graph" : showValue(output)}; return what an op made here`,
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
      `graph: input "${name}" needs a type such as f32("batch", 4), got ${JSON.stringify(spec) ?? showValue(spec)}; use f32, f64, i32, u8 or bool`,
      {
        code: "bad-input",
        node: name,
      },
    );
  }
  return { shape: spec.shape.map((dim) => checkDim(dim, `input "${name}"`)), dtype: spec.dtype };
}
