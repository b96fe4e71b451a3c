import { type AttrValue, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Notation, NotationSite, Term } from "../../../graph/notation.ts";
import type { Op, Operands } from "../../../graph/op.ts";
import { opOf } from "../../../graph/ops-of.ts";
import type { Shape } from "../../../graph/shape.ts";
import type { DisplayName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import { literalOf } from "../literal.ts";
import type { FormulaLines } from "./formula-lines.ts";
import { marked, type Signs, writtenWithMarks } from "./marks.ts";
import { type AxisMeaning, freeIndices, runningIndices } from "./running-index.ts";

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
  /** Marks what writes a node. */
  readonly marking?: Marking;
}

/** How a formula is marked: which sign stands for a node, beside what is written. */
export interface Marking {
  readonly signs: Signs;
  readonly numberOf: (id: NodeId) => number;
}

export interface WrittenLine {
  readonly id: NodeId;
  readonly shape: Shape;
  readonly left: string;
  readonly right: string;
  /** Both with marks, where the formula has them. */
  readonly marked?: { readonly left: string; readonly right: string };
  /** The named nodes that it uses. */
  readonly uses: ReadonlySet<NodeId>;
}

/** Subscripts of a node by axis, "" on axes of one element; undefined where it is written as a whole. */
type At = readonly string[] | undefined;

/** Returns what writes the line of a named node. Its depth is bounded by the length of a line. */
export function lineWriter(lines: FormulaLines, names: ReadonlyMap<NodeId, DisplayName>, language: Language): (id: NodeId) => WrittenLine {
  const { formula, named, indexed } = lines;
  const { graph, indexing, ops } = formula;
  const { marking } = language;
  const mark = (id: NodeId, term: Term): Term => (marking === undefined ? term : marked(term, marking.numberOf(id), marking.signs));
  /** What `made` writes, with the marks of what it is made of. */
  const made = (write: (operands: readonly Term[]) => Term, operands: readonly Term[]): Term =>
    marking === undefined ? write(operands) : writtenWithMarks(write, operands, marking.signs);
  const letters: ReadonlySet<string> = new Set([...names.values()].map(({ base }) => base));

  return (id) => {
    const uses = new Set<NodeId>();
    const writeName = (node: NodeId, at: At): Term =>
      language.name(names.get(node) ?? { base: node, subscript: "" }, shown(at ?? []), node);

    const write = (node: NodeId, at: At, used: ReadonlySet<string>): Term => {
      const literal = literalOf(nodeOf(graph, node));
      if (literal !== undefined) return language.number(literal);
      if (indexing.get(node) === "leaf" || (named.has(node) && node !== id)) {
        uses.add(node);
        return mark(node, writeName(node, at));
      }
      const term = writeOp(node, at, used);
      if (node === id) return mark(node, term);
      return mark(node, language.decorate === undefined ? term : made(([one]) => language.decorate?.(node, one as Term) as Term, [term]));
    };

    const writeOp = (node: NodeId, at: At, used: ReadonlySet<string>): Term => {
      const { op: name, inputs, attrs, shape } = nodeOf(graph, node);
      const op = opOf(name, node, ops) as Op;
      const operands = inputs.map((input) => nodeOf(graph, input));
      const site = {
        index: "",
        bound: "",
        ranks: operands.map((operand) => operand.shape.length),
        dtypes: operands.map(({ dtype }) => dtype),
        shapes: operands.map((operand) => operand.shape),
      };
      const writeAt = (ats: readonly At[], indices = used): readonly Term[] => inputs.map((input, i) => write(input, ats[i], indices));
      const notate = (operands: readonly Term[], where: NotationSite): Term =>
        made((terms) => language.notation(op)(terms as unknown as Operands<Term>, attrs, where), operands);
      const whole = (): Term => notate(writeAt([]), { ...site, indexed: false });
      if (at === undefined) return whole();
      const kind = indexing.get(node);
      if (kind === "opaque") return made(([term]) => language.element(term as Term, shown(at)), [whole()]);
      if (kind === "element") {
        const moved = formOf(op).notation.subscripts?.(at, attrs, (operand, where) => write(inputs[operand] as NodeId, where, used).text);
        const ats = moved ?? operands.map((operand) => broadcastAt(at, shape, operand.shape));
        return notate(writeAt(ats), { ...site, indexed: true });
      }
      const running = runningIndices(inputs[0] as NodeId, at, attrs.axis as number | readonly number[], used, formula, names);
      const index = running.indices.map(({ letter }) => letter).join(",");
      const count = language.size(running.indices.map(({ meaning }) => meaning));
      const bound = language.bounds && running.indices.length === 1 ? count : "";
      return notate(writeAt([running.at], running.used), { ...site, indexed: true, index, bound, count });
    };

    const { shape } = nodeOf(graph, id);
    const free = indexed.has(id) ? freeIndices(id, letters, formula, names) : { at: undefined, used: letters };
    const [left, right] = [mark(id, writeName(id, free.at)), write(id, free.at, free.used)];
    const both = left.marked === undefined || right.marked === undefined ? {} : { marked: { left: left.marked, right: right.marked } };
    return { id, shape, left: left.text, right: right.text, ...both, uses };
  };
}

const shown = (at: readonly string[]): string[] => at.filter((index) => index !== "");

/** The subscripts of an operand of a broadcast result: aligned at the last axis, none where it is stretched. */
function broadcastAt(at: readonly string[], shape: Shape, operand: Shape): string[] {
  return operand.map((dim, axis) => (dim === 1 ? "" : (at[axis + shape.length - operand.length] ?? "")));
}
