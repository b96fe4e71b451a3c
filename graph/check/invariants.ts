import { attrsProblem } from "../attrs.ts";
import { isDim } from "../dim.ts";
import { isDType } from "../dtype.ts";
import { GraphError } from "../errors.ts";
import { type Differentiation, type Graph, type Node, type NodeId, nodeOf } from "../graph.ts";
import { isLeaf } from "../leaf.ts";
import { leafProblem } from "../leaf-rules.ts";
import { checkArity, type Op, type Operands, type OpSet, type Problem, type TensorType } from "../op.ts";
import { carryOps, unknownOpCure } from "../ops-of.ts";
import { sameShape, showType } from "../shape.ts";
import { showValue } from "../show-value.ts";
import { topologicalOrder } from "../walk.ts";
import { assertForm } from "./form.ts";
import type { Raise, Violation } from "./violation.ts";

/**
 * What must hold of a graph of the right form for its nodes to have types: every op is known, has the inputs and attributes
 * that it declares, and leaves follow their rules; all ids name nodes; `inputs` lists the input nodes; no node depends on itself.
 * Returns the topological order. Raises the first violation.
 */
export function checkWiring(graph: Graph, ops: OpSet, raise: Raise): NodeId[] {
  for (const [id, node] of Object.entries(graph.nodes)) {
    checkInputs(graph, id, node, raise);
    checkOp(id, node, ops, raise);
  }
  checkEnds(graph, raise);
  return acyclicOrder(graph, raise);
}

function checkInputs(graph: Graph, id: NodeId, node: Node, raise: Raise): void {
  for (const [i, input] of node.inputs.entries()) {
    if (!Object.hasOwn(graph.nodes, input)) missing(["nodes", id, "inputs", i], input, raise, id);
  }
}

function checkOp(id: NodeId, node: Node, ops: OpSet, raise: Raise): void {
  const raiseProblem = (problem: Problem, ...at: readonly string[]): never =>
    raise({ ...problem, path: ["nodes", id, ...at], node: id, op: node.op });
  if (isLeaf(node.op)) {
    const problem = leafProblem(node.op, node);
    if (problem) raiseProblem(problem);
    return;
  }
  const op = ops.get(node.op);
  if (op === undefined) {
    raise({
      code: "unknown-op",
      path: ["nodes", id, "op"],
      node: id,
      expected: "must be a known op",
      actual: showValue(node.op),
      cure: unknownOpCure(node.op),
    });
  }
  checkArity(op, node.inputs.length, (problem) => raiseProblem(problem, "inputs"));
  const wrong = attrsProblem(node.attrs, op.attrs);
  if (wrong) {
    const actual = showValue(node.attrs[wrong.attr]);
    raiseProblem(
      { code: "bad-attribute", expected: `attribute ${wrong.attr} ${wrong.expected}`, actual, cure: "correct it" },
      "attrs",
      wrong.attr,
    );
  }
  for (const [attr, kind] of Object.entries(op.attrs)) {
    if (kind === "graph") checkBody(node.attrs[attr], ops, within(raise, id, attr));
  }
}

/** A body is a graph as any other, of the ops that the graph around it carries. */
function checkBody(body: unknown, ops: OpSet, raise: Raise): void {
  assertForm(body, raise);
  const types = inferTypes(body, ops, checkWiring(body, ops, raise), raise);
  for (const [id, type] of types) checkType(id, nodeOf(body, id), type, raise);
  carryOps(body.nodes, ops);
}

/** Violations in a body, told with the way to it; the node is that of the graph, and of the body. */
const within =
  (raise: Raise, id: NodeId, attr: string): Raise =>
  ({ path, node, op, ...problem }) =>
    raise({
      ...problem,
      path: ["nodes", id, "attrs", attr, ...path],
      node: id,
      ...(op !== undefined && { expected: `in its ${attr}, ${op} "${node}": ${problem.expected}` }),
    });

/** Raises a node whose shape and dtype are not those that its op infers. */
export function checkType(id: NodeId, node: Node, type: TensorType, raise: Raise): void {
  if (sameType(node, type)) return;
  const expected = `must be of the type that ${node.op} infers, ${showType(type)}`;
  raise({ code: "type", path: ["nodes", id], node: id, expected, actual: showType(node), cure: "correct shape and dtype" });
}

function checkEnds(graph: Graph, raise: Raise): void {
  const listed = new Set<NodeId>();
  for (const [i, id] of graph.inputs.entries()) {
    const path = ["inputs", i];
    if (!Object.hasOwn(graph.nodes, id)) missing(path, id, raise);
    if (nodeOf(graph, id).op !== "input") {
      raise({
        code: "bad-input",
        path,
        expected: "must be an input node",
        actual: `"${id}", a ${nodeOf(graph, id).op}`,
        cure: "list inputs only",
      });
    }
    if (listed.has(id)) raise({ code: "bad-input", path, expected: "must be listed once", actual: `"${id}" again`, cure: "remove it" });
    listed.add(id);
  }
  const unlisted = Object.keys(graph.nodes).find((id) => nodeOf(graph, id).op === "input" && !listed.has(id));
  if (unlisted !== undefined) {
    const expected = "must list every input node";
    raise({ code: "bad-input", path: ["inputs"], expected, actual: `no "${unlisted}"`, cure: "add it or remove the node" });
  }
  for (const [name, id] of Object.entries(graph.outputs)) {
    if (!Object.hasOwn(graph.nodes, id)) missing(["outputs", name], id, raise);
  }
  for (const [parameter, id] of Object.entries(graph.updates)) {
    const path = ["updates", parameter];
    if (!Object.hasOwn(graph.nodes, id)) missing(path, id, raise);
    if (!Object.hasOwn(graph.nodes, parameter) || nodeOf(graph, parameter).op !== "parameter") {
      const actual = Object.hasOwn(graph.nodes, parameter) ? `a ${nodeOf(graph, parameter).op}` : "no such node";
      raise({ code: "not-a-parameter", path, expected: "must be of a parameter", actual, cure: "update parameters only" });
    }
  }
  for (const [i, one] of (graph.gradients ?? []).entries()) checkDifferentiation(graph, one, ["gradients", i], raise);
}

function checkDifferentiation(graph: Graph, { of, with: asked, cotangents }: Differentiation, at: Violation["path"], raise: Raise): void {
  if (!Object.hasOwn(graph.nodes, of)) missing([...at, "of"], of, raise);
  for (const [id, cotangent] of Object.entries(cotangents)) {
    for (const one of [id, cotangent]) if (!Object.hasOwn(graph.nodes, one)) missing([...at, "cotangents", id], one, raise);
  }
  const listed = new Set<NodeId>();
  for (const [i, id] of asked.entries()) {
    const path = [...at, "with", i];
    if (!Object.hasOwn(cotangents, id)) {
      raise({
        code: "bad-gradient",
        path,
        expected: "must be a node that has a cotangent",
        actual: showValue(id),
        cure: "add it to cotangents or remove it",
      });
    }
    if (listed.has(id)) raise({ code: "bad-gradient", path, expected: "must be listed once", actual: `"${id}" again`, cure: "remove it" });
    listed.add(id);
  }
}

function missing(path: readonly (string | number)[], id: NodeId, raise: Raise, node?: NodeId): never {
  const at = node === undefined ? {} : { node };
  return raise({
    code: "unknown-node",
    path,
    expected: "must be an existing node",
    actual: showValue(id),
    cure: "add it or name another",
    ...at,
  });
}

function acyclicOrder(graph: Graph, raise: Raise): NodeId[] {
  try {
    return topologicalOrder(graph);
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "cycle")) throw error;
    const node = error.node as NodeId;
    const expected = "must not lead back to the node";
    return raise({
      code: "cycle",
      path: ["nodes", node, "inputs"],
      node,
      expected,
      actual: error.actual as string,
      cure: "cut one of these edges",
    });
  }
}

/**
 * The type of every node: leaves as they say, the others by the rule of their op. `order` is the topological order of a graph
 * whose wiring is right. Raises the first violation.
 */
export function inferTypes(graph: Graph, ops: OpSet, order: readonly NodeId[], raise: Raise): Map<NodeId, TensorType> {
  const types = new Map<NodeId, TensorType>();
  for (const id of order) {
    const node = nodeOf(graph, id);
    if (isLeaf(node.op)) {
      types.set(id, node);
      continue;
    }
    const at = { path: ["nodes", id], node: id, op: node.op };
    const inputs = node.inputs.map((input) => types.get(input) as TensorType);
    const type = (ops.get(node.op) as Op).infer(inputs as unknown as Operands<TensorType>, node.attrs, (problem) =>
      raise({ ...problem, ...at }),
    );
    if (!isDType(type.dtype) || !type.shape.every(isDim)) {
      const expected = "its infer must return a dtype and a shape of sizes, names and expressions of names";
      raise({ code: "bad-infer", expected, actual: showType(type), cure: "correct infer or the attributes", ...at });
    }
    types.set(id, type);
  }
  return types;
}

export const sameType = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** Every update gives its parameter a value of the parameter's own type. */
export function checkUpdates(graph: Graph, types: ReadonlyMap<NodeId, TensorType>, raise: Raise): void {
  for (const [parameter, id] of Object.entries(graph.updates)) {
    const [old, value] = [types.get(parameter) as TensorType, types.get(id) as TensorType];
    if (!sameType(old, value)) {
      const expected = `must be ${showType(old)} as its parameter`;
      raise({ code: "update-type", path: ["updates", parameter], expected, actual: showType(value), cure: "reshape or cast() it" });
    }
  }
}
