import { GraphError } from "../../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { layoutPython } from "../../export/python/python-layout.ts";
import { PythonNames } from "../../export/python/python-names.ts";
import { pythonStatements } from "../../export/python/python-statements.ts";
import { networkNames } from "../network-class.ts";
import { torchDialect } from "../torch-dialect.ts";

/**
 * The formulas of a small graph, an optimiser's or a schedule's, as statements of Python that leave each result in its named variable. Leaves
 * have the names that they have in the graph.
 */
export function formulaLines(graph: Graph, results: ReadonlyMap<NodeId, string>): string[] {
  const dialect = torchDialect((name) => {
    throw new GraphError(
      `torch: a rule of an optimiser or schedule must be of numbers, got an array (node "${name}"); make it of scalars`,
      {
        code: "no-torch",
        node: name,
      },
    );
  });
  const lowered = dialect.lower(graph);
  const names = new PythonNames(networkNames);
  const known = new Map<NodeId, string>();
  for (const id of Object.keys(lowered.nodes)) if (nodeOf(lowered, id).inputs.length === 0) known.set(id, names.take(id));
  for (const [id, name] of results) if (!known.has(id)) known.set(id, names.take(name));
  const nameOf = (id: NodeId): string => {
    const name = known.get(id) ?? names.take(id);
    known.set(id, name);
    return name;
  };
  const statements = pythonStatements(lowered, "", nameOf, new Set(results.keys()), dialect);
  return statements.map(({ target, text }) => layoutPython(`${target} = ${text}`));
}
