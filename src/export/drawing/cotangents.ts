import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { atom, type Term } from "../../../graph/notation.ts";
import type { Operands } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import { kernelOf } from "../../backends/reference/kernel-of.ts";
import { simplify } from "../../passes/simplify.ts";
import { type DisplayName, leafNames, showName, splitName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { literalText } from "./literals.ts";

/** The gradient of one node, "d.relu1": some nodes of the backward pass, drawn as one. */
export interface Cotangent {
  readonly key: string;
  /** The forward node that it is the gradient of. */
  readonly of: NodeId;
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

const pattern = /^d\d*\./;

/** The cotangent that a node of a differentiated graph is part of, by its scope; undefined for all other nodes. */
export function cotangentOf(graph: Graph, id: NodeId): string | undefined {
  const [scope, key] = nodeOf(graph, id).scope;
  return scope === "backward" && key !== undefined && pattern.test(key) && (id === key || id.startsWith(`${key}.`)) ? key : undefined;
}

/** True for the name of an output that is a gradient. */
export const isGradient = (graph: Graph, output: string): boolean =>
  pattern.test(output) && Object.hasOwn(graph.nodes, output.slice(output.indexOf(".") + 1));

/** The cotangents of a graph, in the order in which they are computed. What is exactly nothing, such as × 1, is left out of formulas. */
export function cotangentsOf(graph: Graph): Cotangent[] {
  const short = simplify(graph, kernelOf);
  const names = leafNames(graph);
  const writer = formulaWriter(short, names);
  const groups = new Map<string, { reads: Set<string>; result: NodeId }>();
  const order = topologicalOrder(short);
  for (const id of order) {
    const key = cotangentOf(short, id);
    if (key === undefined) continue;
    const group = groups.get(key) ?? { reads: new Set<string>(), result: id };
    group.result = id;
    for (const input of nodeOf(short, id).inputs) {
      const read = cotangentOf(short, input);
      if (read !== undefined && read !== key) group.reads.add(read);
    }
    groups.set(key, group);
  }
  for (const id of order) {
    const key = cotangentOf(short, id);
    if (key !== undefined) writer.write(id, key, groups.get(key)?.result === id);
  }
  const asked = Object.entries(short.outputs).filter(([output]) => isGradient(graph, output));
  const cotangents = [...groups].map(
    ([key, { reads, result }]): Cotangent => ({
      key,
      of: nodeNamed(key),
      name: nameOf(key, names),
      formula: writer.formula(result),
      reads: [...reads],
      asked: asked.some(([output]) => output === key),
    }),
  );
  // A gradient that equals another, as that of b in x + b does, has no nodes of its own.
  for (const [output, id] of asked) {
    const same = cotangentOf(short, id);
    if (groups.has(output)) continue;
    cotangents.push({
      key: output,
      of: nodeNamed(output),
      name: nameOf(output, names),
      formula: same === undefined ? writer.formula(id) : nameOf(same, names),
      reads: same === undefined ? [] : [same],
      asked: true,
    });
  }
  return cotangents;
}

const nodeNamed = (key: string): NodeId => key.slice(key.indexOf(".") + 1);

/** "d.relu1" → ∂relu₁; "d2.w" → ∂²w */
function nameOf(key: string, names: ReadonlyMap<NodeId, DisplayName>): string {
  const order = Number(key.slice(1, key.indexOf("."))) || 1;
  const signs = order === 1 ? "" : Array.from(String(order), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `∂${signs}${forwardName(nodeNamed(key), names)}`;
}

const forwardName = (id: NodeId, names: ReadonlyMap<NodeId, DisplayName>): string => showName(names.get(id) ?? splitName(id));

/** Writes the parts of cotangents, one after the other, inputs first; what is too long becomes undefined, and so does what uses it. */
function formulaWriter(graph: Graph, names: ReadonlyMap<NodeId, DisplayName>) {
  const ops = opsOf(graph);
  const terms = new Map<NodeId, Term>();
  const operand = (id: NodeId, key: string): Term | undefined => {
    const of = cotangentOf(graph, id);
    if (of === key) return terms.get(id);
    return atom(of === undefined ? (literalText(graph, id) ?? forwardName(id, names)) : nameOf(of, names));
  };
  return {
    /** `last`: the cotangent itself, whose shape is that of what it is the cotangent of. */
    write(id: NodeId, key: string, last: boolean): void {
      const { op: name, inputs, attrs } = nodeOf(graph, id);
      const operands = inputs.map((input) => operand(input, key));
      const op = ops.get(name);
      if (op === undefined || operands.includes(undefined)) return;
      // A cotangent's shape need not be said, nor that of one number: there, what only gives elements another shape is left out.
      const isNumber = inputs.every((input) => nodeOf(graph, input).shape.every((dim) => dim === 1));
      if ("view" in op && (last || isNumber)) {
        terms.set(id, operands[0] as Term);
        return;
      }
      const shapes = inputs.map((input) => nodeOf(graph, input).shape);
      const dtypes = inputs.map((input) => nodeOf(graph, input).dtype);
      const site = { index: "", bound: "", ranks: shapes.map(({ length }) => length), dtypes, shapes, shaped: last };
      const term = formOf(op).notation.text(operands as unknown as Operands<Term>, attrs, site);
      if (term.text.length <= longest) terms.set(id, term);
    },
    formula: (id: NodeId): string | undefined => terms.get(id)?.text ?? literalText(graph, id),
  };
}
