import type { Graph, NodeId } from "../../../graph/graph.ts";
import type { DisplayName } from "../display-names.ts";
import { formulaGraph } from "./formula-graph.ts";
import { type Breaking, breakIntoLines } from "./formula-lines.ts";
import { formulaNames } from "./formula-names.ts";
import { partOf } from "./part-of.ts";
import { type Language, lineWriter, type WrittenLine } from "./write-line.ts";

/**
 * The lines of an output's formula, its own first, then what they use, nearest first.
 * `given` are the names to use, by default those of the whole graph's steps. GraphError when there is no such output.
 */
export function formulaOf(
  graph: Graph,
  output: string,
  breaking: Breaking,
  language: Language,
  given?: ReadonlyMap<NodeId, DisplayName>,
): [WrittenLine, ...WrittenLine[]] {
  const part = partOf(graph, output, "formula");
  const formula = formulaGraph(part);
  const root = formula.graph.outputs[output] as NodeId;
  const lines = breakIntoLines(formula, breaking, [root]);
  // Numbered over the whole graph, so that all formulas and pictures of it agree.
  const names = given ?? formulaNames(breakIntoLines(formulaGraph(graph), "steps", lines.named));
  const write = lineWriter(lines, names, language);
  const written = [write(root)] as [WrittenLine];
  const used = new Set(written[0].uses);
  for (let i = formula.order.length - 1; i >= 0; i--) {
    const id = formula.order[i] as NodeId;
    if (!used.has(id) || id === root || formula.indexing.get(id) === "leaf") continue;
    const line = write(id);
    for (const use of line.uses) used.add(use);
    written.push(line);
  }
  return written;
}
