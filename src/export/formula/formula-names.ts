import { type NodeId, nodeOf } from "../../../graph/graph.ts";
import { type DisplayName, isNumbered, leafNames, showName, splitName } from "../display-names.ts";
import type { FormulaLines } from "./formula-lines.ts";

/**
 * How leaves and the named nodes of a formula are written.
 *
 * Outputs by the name they are returned under, nodes that the user named by that name; the others by a letter: z for products of
 * matrices, a for what functions make of them, p for what is normalised by a sum, s for sums themselves; numbered where there
 * are several.
 */
export function formulaNames(lines: FormulaLines): Map<NodeId, DisplayName> {
  const { declared, graph, order } = lines.formula;
  const names = leafNames(graph);
  const taken = new Set([...names.values()].map(showName));
  const wish = (id: NodeId, name: DisplayName): boolean => {
    if (names.has(id) || taken.has(showName(name))) return false;
    taken.add(showName(name));
    names.set(id, name);
    return true;
  };
  for (const [name, id] of Object.entries(graph.outputs)) wish(id, splitName(name));
  const named = order.filter((id) => lines.named.has(id) && !names.has(id));
  for (const id of named) {
    const { op } = Object.hasOwn(declared.nodes, id) ? nodeOf(declared, id) : nodeOf(graph, id);
    if (!isNumbered(id, op)) wish(id, splitName(id));
  }
  const unnamed = named.filter((id) => !names.has(id));
  for (const letters of ["zuv", "ahg", "pqr", "std"]) {
    const ids = unnamed.filter((id) => letterOf(id, lines) === letters[0]);
    const free = [...letters].find((candidate) => !taken.has(candidate) && !taken.has(`${candidate}₁`));
    const base = free ?? (letters[0] as string);
    let number = ids.length === 1 && free !== undefined ? -1 : 0;
    for (const id of ids) while (!wish(id, { base, subscript: number++ < 0 ? "" : String(number) }));
  }
  return names;
}

function letterOf(id: NodeId, { formula, indexed, matrices }: FormulaLines): string {
  if (matrices.has(id)) return "z";
  if (!indexed.has(id)) return "a";
  return formula.indexing.get(id) === "reduction" || nodeOf(formula.graph, id).shape.length === 0 ? "s" : "p";
}
