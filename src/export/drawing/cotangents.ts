import { type Differentiation, type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { atom, type Term } from "../../../graph/notation.ts";
import type { Operands } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { ancestors, topologicalOrder } from "../../../graph/walk.ts";
import { kernelOf } from "../../backends/reference/kernel-of.ts";
import { simplify } from "../../passes/simplify.ts";
import { type DisplayName, leafNames, showName, splitName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { literalText } from "./literals.ts";

/** The gradient of one node: some nodes of the backward pass, drawn as one. */
export interface DrawnGradient {
  /** Tells it from all others. */
  readonly key: string;
  /** The node that holds it. */
  readonly node: NodeId;
  /** The forward node that it is the gradient of. */
  readonly of: NodeId;
  /** The scalar that was differentiated. */
  readonly loss: NodeId;
  /** "∂relu₁" */
  readonly name: string;
  /** "∂dense₂ w₂ᵀ"; undefined where it is too long to read. */
  readonly formula: string | undefined;
  /** Keys of the cotangents that it is made of; none where the backward pass begins. */
  readonly reads: readonly string[];
  /** An output of the graph: it was asked for. */
  readonly asked: boolean;
}

/** Characters of a formula at most. */
const longest = 48;

/** The cotangents of a graph, in the order in which they are computed. What is exactly nothing, such as × 1, is left out of formulas. */
export function cotangentsOf(graph: Graph): DrawnGradient[] {
  const { short, standing, isUsed } = shortened(graph);
  const order = topologicalOrder(short);
  const position = new Map(order.map((id, i) => [id, i]));
  const positionOf = (id: NodeId): number => position.get(standing(id)) as number;
  const names = leafNames(graph);
  const nameOf = naming(graph, names);
  const results = new Set(Object.values(graph.outputs));
  const told = (graph.gradients ?? []).flatMap((one, i) => {
    const forward = ancestors(short, [standing(one.of)]);
    return Object.entries(one.cotangents).map(([of, node]) => {
      const asked = one.with.includes(of) && results.has(node);
      // What is computed backwards: not the 1 that it begins with, and not a node of the forward pass.
      const isMade = nodeOf(graph, node).inputs.length > 0 && !forward.has(standing(node));
      return { key: `${i} ${of}`, node, of, loss: one.of, name: nameOf(one, of), asked, isMade, forward };
    });
  });
  told.sort((a, b) => positionOf(a.node) - positionOf(b.node));
  /** Node → the first cotangent that stands there. */
  const first = new Map<NodeId, (typeof told)[number]>();
  for (const one of told) if (one.isMade && !first.has(standing(one.node))) first.set(standing(one.node), one);
  const writer = formulaWriter(short, names, (id) => first.get(id)?.name);
  return told.flatMap(({ isMade, forward, ...one }): DrawnGradient[] => {
    const at = standing(one.node);
    const same = first.get(at);
    if (isMade && same?.key === one.key) {
      if (!isUsed(at)) return [];
      const parts = partsOf(short, at, (id) => first.has(id) || forward.has(id));
      const reads = new Set(parts.flatMap((id) => nodeOf(short, id).inputs.flatMap((input) => first.get(input)?.key ?? [])));
      reads.delete(one.key);
      parts.sort((a, b) => (position.get(a) as number) - (position.get(b) as number));
      return [{ ...one, formula: writer(parts), reads: [...reads] }];
    }
    // A gradient that equals another, as that of b in x + b does, has no nodes of its own.
    return one.asked ? [{ ...one, formula: same?.name ?? literalText(short, at), reads: same === undefined ? [] : [same.key] }] : [];
  });
}

/** The graph without what is exactly nothing; which node stands for one that is told of, and whether outputs or updates need that. */
function shortened(graph: Graph) {
  const told = (graph.gradients ?? []).flatMap(({ of, cotangents }) => [of, ...Object.values(cotangents)]);
  // As further outputs, under names that no user gives, they are followed to what stands for them.
  const name = (id: NodeId): string => `node ${id}`;
  const outputs = { ...graph.outputs, ...Object.fromEntries(told.map((id) => [name(id), id])) };
  const short = simplify({ ...graph, outputs }, kernelOf);
  const roots = [...Object.keys(graph.outputs).map((output) => short.outputs[output] as NodeId), ...Object.values(short.updates)];
  const used = ancestors(short, roots);
  return { short, standing: (id: NodeId) => short.outputs[name(id)] as NodeId, isUsed: (id: NodeId) => used.has(id) };
}

/** The nodes that only `result` is made of, itself among them, up to those that are something of their own. */
function partsOf(graph: Graph, result: NodeId, isOther: (id: NodeId) => boolean): NodeId[] {
  const parts = new Set([result]);
  for (const id of parts)
    for (const input of nodeOf(graph, id).inputs) if (!isOther(input) && nodeOf(graph, input).inputs.length > 0) parts.add(input);
  return [...parts];
}

/**
 * How the cotangent of a node is written: ∂relu₁, and ∂²w where what was differentiated is made of cotangents itself; ∂loss/∂w where
 * several scalars were.
 */
function naming(graph: Graph, names: ReadonlyMap<NodeId, DisplayName>): (one: Differentiation, of: NodeId) => string {
  const orders = new Map<Differentiation, number>();
  const scalars = new Map<number, Set<NodeId>>();
  for (const one of graph.gradients ?? []) {
    const madeOf = ancestors(graph, [one.of]);
    const before = [...orders].filter(([{ cotangents }]) => Object.values(cotangents).some((id) => madeOf.has(id)));
    const order = 1 + Math.max(0, ...before.map(([, below]) => below));
    orders.set(one, order);
    scalars.set(order, (scalars.get(order) ?? new Set()).add(one.of));
  }
  return (one, of) => {
    const order = orders.get(one) as number;
    const signs = order === 1 ? "" : Array.from(String(order), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
    const scalar = (scalars.get(order)?.size as number) > 1 ? `${forwardName(one.of, names)}/∂` : "";
    return `∂${signs}${scalar}${forwardName(of, names)}`;
  };
}

const forwardName = (id: NodeId, names: ReadonlyMap<NodeId, DisplayName>): string => showName(names.get(id) ?? splitName(id));

/**
 * Writes the last of some nodes by the others, inputs first; what is too long becomes undefined, and so does what uses it.
 * `nameOf` names the cotangents.
 */
function formulaWriter(graph: Graph, names: ReadonlyMap<NodeId, DisplayName>, nameOf: (id: NodeId) => string | undefined) {
  const ops = opsOf(graph);
  return (parts: readonly NodeId[]): string | undefined => {
    const own = new Set(parts);
    const terms = new Map<NodeId, Term>();
    const operand = (id: NodeId): Term | undefined =>
      own.has(id) ? terms.get(id) : atom(nameOf(id) ?? literalText(graph, id) ?? forwardName(id, names));
    const result = parts.at(-1) as NodeId;
    for (const id of parts) {
      const { op: name, inputs, attrs } = nodeOf(graph, id);
      const operands = inputs.map(operand);
      const op = ops.get(name);
      if (op === undefined || operands.includes(undefined)) continue;
      // A cotangent's shape need not be said, nor that of one number: there, what only gives elements another shape is left out.
      const last = id === result;
      const isNumber = inputs.every((input) => nodeOf(graph, input).shape.every((dim) => dim === 1));
      if ("view" in op && (last || isNumber)) {
        terms.set(id, operands[0] as Term);
        continue;
      }
      const shapes = inputs.map((input) => nodeOf(graph, input).shape);
      const dtypes = inputs.map((input) => nodeOf(graph, input).dtype);
      const site = { index: "", bound: "", ranks: shapes.map(({ length }) => length), dtypes, shapes, shaped: last };
      const term = formOf(op).notation.text(operands as unknown as Operands<Term>, attrs, site);
      if (term.text.length <= longest) terms.set(id, term);
    }
    return terms.get(result)?.text ?? literalText(graph, result);
  };
}
