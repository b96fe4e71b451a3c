import { checkChoice } from "../../graph/check-choice.ts";
import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { FeedError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import type { Nested } from "../../graph/nested.ts";
import { showType } from "../../graph/shape.ts";
import { formulaGraph } from "./formula/formula-graph.ts";
import { breakIntoLines } from "./formula/formula-lines.ts";
import { formulaNames } from "./formula/formula-names.ts";
import { partOf } from "./formula/part-of.ts";
import { numpyDialect } from "./python/numpy-dialect.ts";
import { dimsOf, sizes } from "./python/python-dims.ts";
import { layoutPython } from "./python/python-layout.ts";
import type { Statement } from "./python/python-loop.ts";
import { PythonNames } from "./python/python-names.ts";
import { pythonStatements } from "./python/python-statements.ts";
import { pythonArray } from "./python/python-values.ts";

export interface NumpyOptions {
  /** "nested" (default): one expression, as the book's Fig 1.14. "statements": a line per layer. */
  readonly form?: "nested" | "statements";
  /** Values of parameters and inputs by id. With them the text is a program that runs as it is. */
  readonly values?: Readonly<Record<NodeId, NdArray | Nested>>;
}

/**
 * The textbook form of an output as Python with NumPy, ending in an assignment to the output's name.
 * Errors: GraphError for an unknown output or a primitive without NumPy notation; FeedError for a value that is missing.
 */
export function numpy(graph: Graph, output: string, options: NumpyOptions = {}): string {
  checkGraph("numpy", graph);
  checkOptions("numpy", options, ["form", "values"]);
  const { form = "nested", values } = options;
  checkChoice("numpy", "form", form, ["nested", "statements"]);
  const { lowered, nameOf, statements } = written(graph, output, form);
  const lines = statements.map(lineOf);
  if (values === undefined) return `${lines.join("\n")}\n`;
  const given = Object.entries(lowered.nodes)
    .filter(([, { op }]) => op === "parameter" || op === "input")
    .map(([id]) => `${nameOf(id)} = ${pythonArray(givenValue(lowered, id, values))}`);
  return `import numpy as np\n\n${[...given, "", ...lines].join("\n")}\n`;
}

/** A statement of Python, and the nodes that are written in it: the one that it names first. */
export interface NumpyStatement {
  readonly text: string;
  readonly nodes: readonly NodeId[];
}

/** The lines of `numpy`, statement by statement, with what they are written of. */
export function numpyStatements(graph: Graph, output: string, form: "nested" | "statements"): NumpyStatement[] {
  const { lowered, statements } = written(graph, output, form);
  const named = new Set(statements.flatMap(({ id }) => id ?? []));
  const nodesIn = (id: NodeId, found: Set<NodeId>): Set<NodeId> => {
    if (found.has(id)) return found;
    found.add(id);
    for (const input of nodeOf(lowered, id).inputs) if (!named.has(input)) nodesIn(input, found);
    return found;
  };
  return statements.map((statement) => ({
    text: lineOf(statement),
    nodes: statement.id === undefined ? [] : [...nodesIn(statement.id, new Set())],
  }));
}

/** All statements, of the sizes that they name first. */
function written(graph: Graph, output: string, form: "nested" | "statements") {
  const part = partOf(graph, output, "numpy");
  const lowered = numpyDialect.lower(part);
  const root = lowered.outputs[output] as NodeId;
  const steps = breakIntoLines(formulaGraph(part), "steps", [root]);
  const nameOf = namesOf(graph, lowered, output, steps.named);
  const body = pythonStatements(lowered, root, nameOf, form === "nested" ? undefined : steps.named, numpyDialect);
  const statements = [...sizes(lowered, body, nameOf), ...body].map((one) => ({ ...one, target: one.target || output }));
  return { lowered, nameOf, statements };
}

const lineOf = ({ target, text, block }: Statement): string => block?.join("\n") ?? layoutPython(`${target} = ${text}`);

/** Identifiers: of the root the output's name, of leaves and steps those of formulas, of other nodes the end of their id. */
function namesOf(graph: Graph, lowered: Graph, output: string, named: ReadonlySet<NodeId>): (id: NodeId) => string {
  const python = new PythonNames();
  for (const dim of dimsOf(lowered).keys()) python.take(dim);
  const names = new Map<NodeId, string>();
  const root = lowered.outputs[output] as NodeId;
  if (nodeOf(lowered, root).inputs.length > 0) names.set(root, python.take(output));
  const display = formulaNames(breakIntoLines(formulaGraph(graph), "steps", named));
  for (const [id, { base, subscript }] of display) {
    if (Object.hasOwn(lowered.nodes, id) && !names.has(id))
      names.set(id, python.take(/^\d*$/.test(subscript) ? base + subscript : `${base}_${subscript}`));
  }
  return (id) => {
    const known = names.get(id) ?? python.take(id.slice(id.lastIndexOf(".") + 1));
    names.set(id, known);
    return known;
  };
}

function givenValue(graph: Graph, id: NodeId, values: Readonly<Record<NodeId, NdArray | Nested>>): NdArray {
  const node = nodeOf(graph, id);
  const value = Object.hasOwn(values, id) ? values[id] : undefined;
  if (value === undefined) {
    throw new FeedError(`numpy: values must hold "${id}" ${showType(node)}, got nothing (node "${id}"); add it, or leave values out`, {
      code: "missing-value",
      node: id,
      expected: showType(node),
      actual: "nothing",
    });
  }
  return value instanceof NdArray ? value : array(value, node.dtype);
}
