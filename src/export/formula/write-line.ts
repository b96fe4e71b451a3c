import { type AttrValue, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Notation, Term } from "../../../graph/notation.ts";
import type { Op, Operands } from "../../../graph/op.ts";
import type { Dim, Shape } from "../../../graph/shape.ts";
import { opOf } from "../../passes/lower.ts";
import type { DisplayName } from "../display-names.ts";
import type { FormulaLines } from "./formula-lines.ts";
import { type AxisMeaning, freshIndex, meaningOf } from "./running-index.ts";

/** How formulas are written in one language: plain text or LaTeX. */
export interface Language {
  notation(op: Op): Notation<any>;
  /** A name under subscripts, which may be none. */
  name(name: DisplayName, at: readonly string[], id: NodeId): Term;
  /** An element of an expression that is no name. */
  element(term: Term, at: readonly string[]): Term;
  number(value: AttrValue): Term;
  /** The number of elements along some axes together. */
  size(axes: readonly AxisMeaning[]): string;
  /** Whether running indices show their bounds. */
  readonly bounds: boolean;
  /** What is made of a written node on its way into the line: colour, a brace below. */
  decorate?(id: NodeId, term: Term): Term;
}

export interface WrittenLine {
  readonly id: NodeId;
  readonly shape: Shape;
  readonly left: string;
  readonly right: string;
  /** The named nodes that it uses. */
  readonly uses: ReadonlySet<NodeId>;
}

/** Subscripts of a node by axis, "" on axes of one element; undefined where it is written as a whole. */
type At = readonly string[] | undefined;

/** Writes the line of one named node. Its depth is bounded by the length of a line. */
export function writeLine(id: NodeId, lines: FormulaLines, names: ReadonlyMap<NodeId, DisplayName>, language: Language): WrittenLine {
  const { formula } = lines;
  const { graph, kinds, ops } = formula;
  const uses = new Set<NodeId>();
  const letters = new Set([...names.values()].map(({ base }) => base));
  const nameOf = (node: NodeId): DisplayName => names.get(node) ?? { base: node, subscript: "" };

  const write = (node: NodeId, at: At, used: ReadonlySet<string>): Term => {
    const isRoot = node === id;
    const { op: name, attrs, shape } = nodeOf(graph, node);
    if (name === "constant" && shape.length === 0) return language.number((attrs.value as readonly AttrValue[])[0] as AttrValue);
    if (kinds.get(node) === "leaf" || (lines.named.has(node) && !isRoot)) {
      uses.add(node);
      return language.name(
        nameOf(node),
        (at ?? []).filter((index) => index !== ""),
        node,
      );
    }
    const term = writeOp(node, at, used);
    return isRoot ? term : (language.decorate?.(node, term) ?? term);
  };

  const writeOp = (node: NodeId, at: At, used: ReadonlySet<string>): Term => {
    const { op: name, inputs, attrs, shape } = nodeOf(graph, node);
    const op = opOf(name, node, ops) as Op;
    const notation = language.notation(op);
    const shapes = inputs.map((input) => nodeOf(graph, input).shape);
    const site = {
      index: "",
      bound: "",
      indexed: at !== undefined,
      ranks: shapes.map(({ length }) => length),
      dtypes: inputs.map((input) => nodeOf(graph, input).dtype),
    };
    const written = (ats: readonly At[], indices = used): Operands<Term> =>
      inputs.map((input, i) => write(input, ats[i], indices)) as unknown as Operands<Term>;
    const kind = kinds.get(node);
    if (at === undefined) return notation(written([]), attrs, site);
    if (kind === "opaque")
      return language.element(
        notation(written([]), attrs, { ...site, indexed: false }),
        at.filter((index) => index !== ""),
      );
    if (kind === "element") {
      const moved = op.notation.subscripts?.(at, attrs, (operand, where) => write(inputs[operand] as NodeId, where, used).text);
      return notation(written(moved ?? shapes.map((operand) => broadcastAt(at, shape, operand))), attrs, site);
    }
    const running = runningIndices(inputs[0] as NodeId, at, attrs.axis as number | readonly number[], used);
    const count = language.size(running.indices.map(({ meaning }) => meaning));
    const index = running.indices.map(({ letter }) => letter).join(",");
    const bound = language.bounds && running.indices.length === 1 ? count : "";
    return notation(written([running.at], running.used), attrs, { ...site, index, bound, count });
  };

  /** The subscripts of what is reduced: a new index on each reduced axis, those of the result on the others. */
  const runningIndices = (source: NodeId, at: readonly string[], reduced: number | readonly number[], used: ReadonlySet<string>) => {
    const { shape } = nodeOf(graph, source);
    const axes = [reduced].flat().map((axis) => (axis < 0 ? axis + shape.length : axis));
    const taken = new Set(used);
    const indices: { readonly letter: string; readonly meaning: AxisMeaning }[] = [];
    let kept = 0;
    const below = shape.map((dim, axis) => {
      if (!axes.includes(axis)) return at[at.length === shape.length ? axis : kept++] ?? "";
      if (dim === 1) return "";
      const meaning = meaningOf(source, axis, formula, names);
      const letter = freshIndex(meaning, taken);
      taken.add(letter);
      indices.push({ letter, meaning });
      return letter;
    });
    return { at: below, used: taken, indices };
  };

  const root = nodeOf(graph, id);
  if (!lines.indexed.has(id))
    return { id, shape: root.shape, left: language.name(nameOf(id), [], id).text, right: write(id, undefined, letters).text, uses };
  const used = new Set(letters);
  const at = root.shape.map((dim: Dim, axis) => {
    if (dim === 1) return "";
    const index = freshIndex(meaningOf(id, axis, formula, names), used);
    used.add(index);
    return index;
  });
  const left = language.name(
    nameOf(id),
    at.filter((index) => index !== ""),
    id,
  ).text;
  return { id, shape: root.shape, left, right: write(id, at, used).text, uses };
}

/** The subscripts of an operand of a broadcast result: aligned at the last axis, none where it is stretched. */
function broadcastAt(at: readonly string[], shape: Shape, operand: Shape): string[] {
  return operand.map((dim, axis) => (dim === 1 ? "" : (at[axis + shape.length - operand.length] ?? "")));
}
