import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import { foldedAxes } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import type { DisplayName } from "../display-names.ts";
import { formOf } from "../form-of.ts";
import type { FormulaGraph } from "./formula-graph.ts";

/** Letters of indices over rows of a batch, and over all else. */
const rowLetters = ["i", "m", "n", "r", "s"];
const otherLetters = ["l", "k", "j", "q", "t"];

type Names = ReadonlyMap<NodeId, DisplayName>;

/** What an axis counts: the units of layer k ("n_k"), the rows of a batch, or just so many elements. */
export type AxisMeaning = { readonly units: string } | { readonly dim: Dim; readonly rows: boolean };

/**
 * What an axis of a node counts, found by following it down to where it comes from: the last axis of a product with the
 * parameters of layer k counts the layer's units; the first of several axes of an input counts rows.
 */
export function meaningOf(id: NodeId, axis: number, formula: FormulaGraph, names: Names): AxisMeaning {
  const { graph, indexing } = formula;
  const dim = nodeOf(graph, id).shape[axis] as Dim;
  let rows = typeof dim === "string";
  const open: { readonly id: NodeId; readonly axis: number }[] = [{ id, axis }];
  const seen = new Set<NodeId>();
  for (let at = open.pop(); at !== undefined && seen.size < 1000; at = open.pop()) {
    const { op, inputs, shape } = nodeOf(graph, at.id);
    if (seen.has(at.id)) continue;
    seen.add(at.id);
    if (op === "input" && at.axis === 0 && shape.length > 1) rows = true;
    const layer = indexing.get(at.id) === "opaque" && at.axis === shape.length - 1 ? layerOf(inputs, dim, graph, names) : undefined;
    if (layer !== undefined) return { units: layer };
    for (const [i, axes] of operandAxes(at.id, formula).entries()) {
      const input = inputs[i] as NodeId;
      const from = axes.indexOf(at.axis);
      if (from >= 0 && nodeOf(graph, input).shape[from] === dim) open.push({ id: input, axis: from });
    }
  }
  return { dim, rows };
}

/** For each operand, the axes of the result that its own axes become; −1 for those that the result does not have. */
function operandAxes(id: NodeId, { graph, indexing, ops }: FormulaGraph): number[][] {
  const { op, inputs, attrs, shape } = nodeOf(graph, id);
  const kind = indexing.get(id);
  const operands = inputs.map((input) => nodeOf(graph, input).shape.length);
  const moved = formOf(ops.get(op))?.notation.subscripts?.(
    shape.map((_, axis) => String(axis)),
    attrs,
    () => "",
  );
  if (moved !== undefined) return moved.map((at) => at.map((axis) => (axis === "" ? -1 : Number(axis))));
  if (kind === "element") return operands.map((rank) => Array.from({ length: rank }, (_, axis) => axis + shape.length - rank));
  const [rank = 0] = operands;
  if (kind === "opaque") return rank === shape.length ? [shape.map((_, axis) => (axis < rank - 1 ? axis : -1))] : [];
  const reduced = foldedAxes(attrs, rank);
  let kept = 0;
  return [Array.from({ length: rank }, (_, axis) => (reduced.includes(axis) ? -1 : rank === shape.length ? axis : kept++))];
}

/** The subscript of the parameters among the operands that have an axis of this size; of their transposes, too. */
function layerOf(inputs: readonly NodeId[], dim: Dim, graph: FormulaGraph["graph"], names: Names): string | undefined {
  for (const input of inputs) {
    const made = nodeOf(graph, input).inputs;
    const source = made.length === 1 ? (made[0] as NodeId) : input;
    const { op, shape } = nodeOf(graph, source);
    const subscript = names.get(source)?.subscript ?? "";
    if (op === "parameter" && /^\d+$/.test(subscript) && shape.includes(dim)) return subscript;
  }
  return undefined;
}

/** Indices of a node's axes: by axis, "" where there is one element only; and all that are in use. */
interface Indices {
  readonly at: readonly string[];
  readonly used: ReadonlySet<string>;
}

/** An index on each axis of a line's result. */
export function freeIndices(id: NodeId, used: ReadonlySet<string>, formula: FormulaGraph, names: Names): Indices {
  const taken = new Set(used);
  const at = nodeOf(formula.graph, id).shape.map((dim, axis) => (dim === 1 ? "" : take(meaningOf(id, axis, formula, names), taken)));
  return { at, used: taken };
}

/** The indices under which `source` is reduced for the element `at` of the result: new ones on the reduced axes. */
export function runningIndices(
  source: NodeId,
  at: readonly string[],
  reduced: number | readonly number[],
  used: ReadonlySet<string>,
  formula: FormulaGraph,
  names: Names,
): Indices & { readonly indices: readonly { readonly letter: string; readonly meaning: AxisMeaning }[] } {
  const { shape } = nodeOf(formula.graph, source);
  const axes = [reduced].flat().map((axis) => (axis < 0 ? axis + shape.length : axis));
  const taken = new Set(used);
  const indices: { readonly letter: string; readonly meaning: AxisMeaning }[] = [];
  let kept = 0;
  const below = shape.map((dim, axis) => {
    if (!axes.includes(axis)) return at[at.length === shape.length ? axis : kept++] ?? "";
    if (dim === 1) return "";
    const meaning = meaningOf(source, axis, formula, names);
    const letter = take(meaning, taken);
    indices.push({ letter, meaning });
    return letter;
  });
  return { at: below, used: taken, indices };
}

/** A letter for an index over such an axis that is not taken yet; then it is. */
function take(meaning: AxisMeaning, taken: Set<string>): string {
  const letters = "rows" in meaning && meaning.rows ? rowLetters : otherLetters;
  for (let primes = ""; ; primes += "'") {
    const free = letters.find((letter) => !taken.has(letter + primes));
    if (free === undefined) continue;
    taken.add(free + primes);
    return free + primes;
  }
}
