import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import { formOf } from "../form-of.ts";
import type { FormulaGraph, Indexing } from "./formula-graph.ts";

/**
 * A formula is broken into lines: some nodes get a name and a line of their own.
 *
 * "compact": as few as can be: an argument of a running index that is no element itself (z of softmax(z)), what is used twice,
 * what grows too long. "steps": also the argument of each opaque op and each written-out composite, one line per layer.
 */
export type Breaking = "compact" | "steps";

export interface FormulaLines {
  readonly formula: FormulaGraph;
  /** Nodes with a line of their own; the root, too. */
  readonly named: ReadonlySet<NodeId>;
  /** Nodes whose line introduces a running index and so is written element by element. */
  readonly indexed: ReadonlySet<NodeId>;
  /** Nodes that are read as whole tensors: results of opaque ops, and what weights make of them. */
  readonly matrices: ReadonlySet<NodeId>;
}

/** Terms of one line at most, and of what may be written twice rather than named. */
const longest = 80;
const repeatable = 3;

/** Which nodes of the formula stand on lines of their own. `always` are named whatever their use. Near-linear, without recursion. */
export function breakIntoLines(formula: FormulaGraph, breaking: Breaking, always: Iterable<NodeId>): FormulaLines {
  const { graph, order, indexing, users } = formula;
  const matrices = matrixNodes(formula);
  const reducing = new Set<NodeId>();
  const loose = (id: NodeId): boolean => indexing.get(id) !== "leaf" && !matrices.has(id);
  for (const id of order) {
    if (loose(id) && (indexing.get(id) === "reduction" || nodeOf(graph, id).inputs.some((input) => reducing.has(input)))) reducing.add(id);
  }
  const underIndex = new Set<NodeId>();
  for (let i = order.length - 1; i >= 0; i--) {
    const id = order[i] as NodeId;
    if (loose(id) && (reducing.has(id) || (users.get(id) ?? []).some((user) => underIndex.has(user)))) underIndex.add(id);
  }
  const named = new Set<NodeId>(always);
  if (breaking === "steps") for (const id of stepEnds(formula)) named.add(id);
  const sizes = new Map<NodeId, number>();
  const sizeOf = (id: NodeId): number => (named.has(id) ? 1 : (sizes.get(id) ?? 1));
  for (const id of order) {
    if (indexing.get(id) === "leaf") continue;
    const { inputs } = nodeOf(graph, id);
    const uses = users.get(id) ?? [];
    let size = inputs.reduce((sum, input) => sum + sizeOf(input), 1);
    // Of exp(x + y), used twice, rather x + y gets the name.
    if (uses.length > 1 && size > repeatable && inputs.length === 1 && !matrices.has(id)) {
      named.add(inputs[0] as NodeId);
      size = 2;
    }
    sizes.set(id, size);
    const ends =
      (matrices.has(id) && uses.some((user) => underIndex.has(user))) ||
      (reducing.has(id) && uses.some((user) => matrices.has(user))) ||
      (uses.length > 1 && size > repeatable) ||
      (uses.length > 0 && size > longest);
    if (ends) named.add(id);
  }
  return { formula, named, indexed: new Set([...named].filter((id) => reducing.has(id))), matrices };
}

/**
 * Nodes that are read as whole tensors: opaque ones, and those that add or scale one by parameters and constants alone, such
 * as the + b of x w + b.
 */
function matrixNodes({ graph, order, indexing }: FormulaGraph): Set<NodeId> {
  const matrices = new Set<NodeId>();
  const isWeight = (id: NodeId): boolean => {
    const { op, shape } = nodeOf(graph, id);
    return op === "parameter" || (op === "constant" && shape.length > 0);
  };
  for (const id of order) {
    const { inputs } = nodeOf(graph, id);
    const kind = indexing.get(id) as Indexing;
    const affine = kind === "element" && inputs.length > 1 && inputs.some((input) => matrices.has(input));
    if (kind === "opaque" || (affine && inputs.every((input) => matrices.has(input) || isWeight(input)))) matrices.add(id);
  }
  return matrices;
}

/** What "steps" names beside "compact": data that goes into an opaque op, results of written-out composites, outputs that go on. */
function* stepEnds({ graph, order, indexing, users, ops, written }: FormulaGraph): Generator<NodeId> {
  const data = new Set<NodeId>();
  for (const id of order) {
    const { op, inputs } = nodeOf(graph, id);
    if (op === "input" || inputs.some((input) => data.has(input))) data.add(id);
    if (indexing.get(id) !== "opaque") continue;
    for (const input of inputs) {
      let source = input;
      // A transposed operand is named before it is turned.
      while (formOf(ops.get(nodeOf(graph, source).op))?.notation.subscripts) source = nodeOf(graph, source).inputs[0] as NodeId;
      if (data.has(source) && indexing.get(source) !== "leaf") yield source;
    }
  }
  for (const id of [...written, ...Object.values(graph.outputs)]) {
    if (indexing.get(id) !== "leaf" && (users.get(id) ?? []).length > 0) yield id;
  }
}
