import { builderOf, type GraphBuilder, isTensor } from "./builder.ts";
import { checkGraph, checkKind } from "./check-kind.ts";
import { checkOptions } from "./check-options.ts";
import { mapDifferentiations } from "./differentiation.ts";
import { isExpression, solveDim, substituteDim } from "./dim.ts";
import { GraphError } from "./errors.ts";
import type { Attrs, AttrValue, Graph, Node, NodeId } from "./graph.ts";
import { nodeOf } from "./graph.ts";
import { isGraph } from "./is-graph.ts";
import { builderBehind, type Leaves } from "./leaves.ts";
import { checkName, isNodeId } from "./names.ts";
import type { Op } from "./op.ts";
import { carryOps, opOf, opsOf } from "./ops-of.ts";
import { type Dim, type Shape, sameShape, showShape, showType } from "./shape.ts";
import { showValue } from "./show-value.ts";
import type { Tensor } from "./tensor.ts";
import type { CheckedGiven, GivenFor, Included } from "./types/include.ts";
import { rememberOrder, topologicalOrder } from "./walk.ts";

export interface IncludeOptions {
  /** Title of the scope, and start of the ids: "encoder" makes "encoder.dense1.weights". "included1" and so on where none is given. */
  readonly name?: string;
}

/** What stands for a named dim, and the input that says so. */
type Bindings = ReadonlyMap<string, { readonly dim: Dim; readonly by: string }>;

/**
 * Puts another graph, built here or imported, into the graph that `g` builds, and returns its outputs: parameters, constants and updates
 * come along, under ids that begin with a name and in a box of the pictures with that title.
 *
 *     const { features } = include(g, encoder, { x: image }, { name: "encoder" });
 *
 * Every input of the graph is given a tensor of its dtype and shape; a named dim may become another one, or a size: all types are inferred
 * anew. Parameters are this graph's own and start as the other's say: its values, from a program, are given by their new ids
 * ("encoder.dense1.weights").
 * Errors: OpError where `g` is not the second argument of a build function, for no graph and an unknown option, and where an op cannot take
 * what a dim has become; GraphError for an input that is missing, unknown or of another type, a name that is taken, two ops of one name.
 */
export function include<I, O, const T extends GivenFor<I>>(
  g: Leaves,
  graph: Graph<I, O>,
  inputs: CheckedGiven<I, T>,
  options: IncludeOptions = {},
): Included<I, O, T> {
  const builder = builderBehind(g);
  checkKind(builder !== undefined, "include", "g", "what a build function is given", g, "pass g of graph(inputs, (tensors, g) => …)");
  checkGraph("include", graph);
  checkOptions("include", options, ["name"]);
  return included(builder, graph, inputs as Readonly<Record<string, Tensor>>, options.name) as never;
}

function included(
  builder: GraphBuilder,
  graph: Graph<any, any>,
  given: Readonly<Record<string, Tensor>>,
  name: string | undefined,
): Record<string, Tensor> {
  const ops = opsOf(graph);
  const bound = bind(builder, graph, given);
  const scope = claimed(builder, graph, name);
  const used = new Set(opNames(graph));
  builder.bring(new Map([...ops].filter(([op]) => used.has(op))));
  const places = new Map<NodeId, NodeId>();
  const place = (id: NodeId): NodeId => places.get(id) as NodeId;
  // The parts of a composite that is written out stand in a scope that is named after it.
  const title = (one: string): string => (Object.hasOwn(graph.nodes, one) ? `${scope}.${one}` : one);
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    if (node.op === "input") {
      places.set(id, (given[id] as Tensor).id);
      continue;
    }
    const op = opOf(node.op, id, ops);
    const included = {
      ...node,
      attrs: withDims(node, op, bound),
      scope: Object.freeze([...builder.titles, scope, ...node.scope.map(title)]),
    };
    builder.adopt(`${scope}.${id}`, Object.freeze(included), node.inputs.map(place), op);
    places.set(id, `${scope}.${id}`);
  }
  for (const [parameter, value] of Object.entries(graph.updates)) builder.updates.set(place(parameter), place(value));
  // What a given tensor is used for beside this graph is not in the cotangent of the input that it replaces.
  const self = (id: NodeId): NodeId | undefined => (nodeOf(graph, id).op === "input" ? undefined : place(id));
  for (const one of mapDifferentiations(graph.gradients ?? [], place, self)) builder.gradients.push(one);
  return Object.fromEntries(Object.entries(graph.outputs).map(([output, id]) => [output, builder.handle(place(id))]));
}

/** The names of the ops of all nodes, those in bodies among them. */
const opNames = (graph: Graph): string[] =>
  Object.values(graph.nodes).flatMap(({ op, attrs }) => [
    op,
    ...Object.values(attrs).flatMap((body) => (isGraph(body) ? opNames(body) : [])),
  ]);

/** The name of the scope: the wanted one, or one that is free. GraphError where a node has it, or the id of one that is to come. */
function claimed(builder: GraphBuilder, graph: Graph, wanted: string | undefined): string {
  const ids = Object.keys(graph.nodes).filter((id) => nodeOf(graph, id).op !== "input");
  const taken = (name: string): string | undefined => [name, ...ids.map((id) => `${name}.${id}`)].find((id) => builder.nodes.has(id));
  let name = wanted ?? builder.reserve("included", undefined);
  while (wanted === undefined && taken(name) !== undefined) name = builder.reserve("included", undefined);
  checkName(name, "the name of an included graph");
  const second = taken(name);
  if (second !== undefined) {
    throw new GraphError(`include: names must be unique, got a second "${second}"; include the graph under another name`, {
      code: "duplicate-name",
      node: second,
    });
  }
  const tooLong = ids.find((id) => !isNodeId(`${name}.${id}`));
  if (tooLong !== undefined) checkName(`${name}.${tooLong}`, "the id of an included node");
  return name;
}

/** What the named dims of a graph become where its inputs are the given tensors. GraphError unless each input gets one that fits. */
function bind(builder: GraphBuilder, graph: Graph, given: Readonly<Record<string, Tensor>>): Bindings {
  if (typeof given !== "object" || given === null || isTensor(given)) {
    throw new GraphError(
      `include: inputs must be tensors by name, such as { x }, got ${isTensor(given) ? "a tensor without a name" : showValue(given)}; name them`,
      {
        code: "included-inputs",
      },
    );
  }
  const unknown = Object.keys(given).find((name) => !graph.inputs.includes(name));
  if (unknown !== undefined) {
    const known = graph.inputs.join(", ") || "none";
    throw new GraphError(`include: inputs must be those of the graph (${known}), got ${showValue(unknown)}; correct the name`, {
      code: "included-inputs",
      actual: unknown,
    });
  }
  const bound = new Map<string, { readonly dim: Dim; readonly by: string }>();
  for (const name of graph.inputs) {
    if (!Object.hasOwn(given, name)) {
      throw new GraphError(`include: every input of the graph must be given, got no "${name}"; pass a tensor for it`, {
        code: "included-inputs",
        node: name,
      });
    }
    const tensor = given[name] as Tensor;
    if (!isTensor(tensor) || builderOf(tensor) !== builder) {
      const actual = isTensor(tensor) ? "a handle of another graph" : showValue(tensor);
      throw new GraphError(
        `include: input "${name}" must be a tensor of the graph being built, got ${actual}; make one with g.constant or an op`,
        { code: isTensor(tensor) ? "foreign-handle" : "not-a-tensor", node: name },
      );
    }
    bindInput(name, nodeOf(graph, name), tensor, bound);
  }
  return bound;
}

function bindInput(name: string, declared: Node, tensor: Tensor, bound: Map<string, { readonly dim: Dim; readonly by: string }>): void {
  const before = new Map(bound);
  if (declared.shape.length === tensor.shape.length) {
    for (const [axis, dim] of declared.shape.entries()) {
      for (const [named, given] of told(dim, tensor.shape[axis] as Dim, bound)) bound.set(named, { dim: given, by: name });
    }
  }
  if (declared.dtype === tensor.dtype && sameShape(withNames(declared.shape, bound), tensor.shape)) return;
  const fixed = declared.shape.flatMap((dim) => {
    const binding = before.get(dim as string);
    return binding === undefined ? [] : [`${dim} = ${binding.dim} by "${binding.by}"`];
  });
  const because = fixed.length === 0 ? "" : ` where ${[...new Set(fixed)].join(", ")}`;
  throw new GraphError(
    `include: input "${name}" must be ${showType(declared)}${because}, got ${showType(tensor)} (node "${tensor.id}"); reshape or cast() it`,
    {
      code: "included-type",
      node: name,
      expected: `${declared.dtype}${showShape(withNames(declared.shape, before))}`,
      actual: showType(tensor),
    },
  );
}

/** The name that a dim is, or the one of an expression that a number tells, with what it becomes; nothing where it is bound already. */
function told(dim: Dim, given: Dim, bound: Bindings): readonly (readonly [string, Dim])[] {
  if (typeof dim === "number" || bound.has(dim)) return [];
  if (!isExpression(dim)) return [[dim, given]];
  const solution = typeof given === "number" ? solveDim(withName(dim, bound), given) : undefined;
  return typeof solution === "object" && !bound.has(solution.name) ? [[solution.name, solution.size]] : [];
}

/** The attributes of a node, in those that are shapes or positions the dims that names have become. */
function withDims({ attrs }: Node, op: Op | undefined, bound: Bindings): Attrs {
  if (op === undefined || bound.size === 0) return attrs;
  const written = Object.entries(attrs).flatMap(([attr, value]): [string, AttrValue][] => {
    if (op.attrs[attr] === "shape" || op.attrs[attr] === "dims") return [[attr, Object.freeze(withNames(value as Shape, bound))]];
    if (isGraph(value)) return [[attr, bodyWithDims(value, bound) as unknown as AttrValue]];
    return op.attrs[attr] === "dim" ? [[attr, withName(value as Dim, bound)]] : [];
  });
  if (written.length === 0) return attrs;
  return Object.freeze({ ...attrs, ...Object.fromEntries(written) });
}

/** A body with what its names have become. */
function bodyWithDims(body: Graph, bound: Bindings): Graph {
  const ops = opsOf(body);
  const nodes: Record<NodeId, Node> = {};
  for (const id of topologicalOrder(body)) {
    const node = nodeOf(body, id);
    const shape = Object.freeze(withNames(node.shape, bound));
    nodes[id] = Object.freeze({ ...node, shape, attrs: withDims(node, opOf(node.op, id, ops), bound) });
  }
  rememberOrder(Object.freeze(nodes), Object.keys(nodes));
  carryOps(nodes, ops);
  return Object.freeze({ ...body, nodes });
}

/** A dim with what its names have become; a name that nothing binds stays. */
const withName = (dim: Dim, bound: Bindings): Dim => substituteDim(dim, (name) => bound.get(name)?.dim);
const withNames = (shape: Shape, bound: Bindings): Dim[] => shape.map((dim) => withName(dim, bound));
