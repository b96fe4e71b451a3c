import { isFloat } from "../../graph/dtype.ts";
import { GraphError } from "../../graph/errors.ts";
import { type AttrValue, type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { opsOf } from "../../graph/ops-of.ts";
import type { PythonDialect } from "../export/python/python-dialect.ts";
import { dimsOf, sizes } from "../export/python/python-dims.ts";
import { layoutPython } from "../export/python/python-layout.ts";
import { PythonNames } from "../export/python/python-names.ts";
import { pythonStatements } from "../export/python/python-statements.ts";
import { pythonNumber } from "../export/python/python-values.ts";
import { firstValue } from "./first-value.ts";
import { functionNames } from "./functions.ts";
import { isKept, ParameterNames } from "./parameter-names.ts";
import { idLines, loadingLines } from "./reading.ts";
import { torchArray, torchDialect } from "./torch-dialect.ts";

/** A network as a class of PyTorch, and what the rest of the source is to know of it. */
export interface NetworkClass {
  readonly lines: readonly string[];
  /** The arguments of `forward`, by input. */
  readonly inputs: ReadonlyMap<NodeId, string>;
  readonly parameters: ParameterNames;
  /** What `forward` says. */
  readonly forward: string;
}

/** What no variable of a source may be called. */
export const networkNames = ["self", "torch", "nn", "F", "int", "hash", "zip", ...functionNames];

export interface NetworkOptions {
  /** True for a running mean that training leaves as it is: in parentheses it is a value like any other. */
  readonly fixed?: (id: NodeId) => boolean;
  /** Whether it will be trained: then an op that does something else in training must say it. */
  readonly training?: boolean;
}

/** nn.Module with the parameters of the graph under their ids, and `forward` with a statement for each of its nodes. */
export function networkClass(graph: Graph, name: string, { fixed = () => false, training = false }: NetworkOptions = {}): NetworkClass {
  const buffers = new Map<string, NdArray>();
  const ids = Object.keys(graph.nodes).filter((id) => nodeOf(graph, id).op === "parameter");
  const parameters = new ParameterNames(ids);
  const bufferName = (name: string): string => (isKept(name) || parameters.roots.has(name) ? `${name}_` : name);
  const constant = (name: string, value: NdArray): string => {
    buffers.set(bufferName(name), value);
    return `self.${bufferName(name)}`;
  };
  const locals = new PythonNames(networkNames);
  for (const dim of dimsOf(graph).keys()) {
    if (locals.take(dim) === dim) continue;
    const what = `torch: a dim must have a name that a variable of Python may have, got "${dim}"; rename it`;
    throw new GraphError(what, { code: "no-torch", actual: dim });
  }
  const inputs = new Map(graph.inputs.map((id) => [id, locals.take(id)]));
  const [first] = inputs.values();
  const dialect = torchDialect(constant, { training, ...(first !== undefined && { device: `${first}.device` }) });
  const lowered = dialect.lower(graph);
  const nameOf = namesOf(
    lowered,
    inputs,
    (id) => (fixed(id) ? `(self.${parameters.path(id)})` : `self.${parameters.path(id)}`),
    locals,
    graph,
  );
  const statements = pythonStatements(lowered, "", nameOf, new Set(Object.keys(graph.nodes)), dialect);
  const body = [...sizes(lowered, statements, nameOf), ...statements].flatMap(
    ({ target, text, block }) => block ?? [layoutPython(`${target} = ${text}`)],
  );
  const results = layoutPython(
    `return {${Object.entries(lowered.outputs)
      .map(([output, id]) => `"${output}": ${resultOf(lowered, id, (constant) => `self.${bufferName(nameOf(constant))}`, nameOf, dialect)}`)
      .join(", ")}}`,
  );
  const lines = [
    `class ${name}(nn.Module):`,
    ...indented(1, idLines(parameters)),
    "    def __init__(self):",
    "        super().__init__()",
    ...indented(2, parameterLines(graph, ids, parameters)),
    ...indented(
      2,
      [...buffers].map(([buffer, value]) => `self.register_buffer("${buffer}", ${torchArray(value)}, persistent=False)`),
    ),
    "",
    `    def forward(self, ${[...inputs.values()].join(", ")}):`,
    ...indented(2, [...body, results]),
    "",
    ...indented(1, loadingLines(parameters)),
  ];
  return { lines, inputs, parameters, forward: body.join("\n") };
}

/** The lines, and those within them, so many steps further in. */
export const indented = (steps: number, lines: readonly string[]): string[] =>
  lines.flatMap((line) => line.split("\n")).map((line) => (line === "" ? "" : `${"    ".repeat(steps)}${line}`));

/** Of the inputs their names, of parameters where they stand, of outputs theirs; of other nodes their ids. */
function namesOf(
  graph: Graph,
  inputs: ReadonlyMap<NodeId, string>,
  parameter: (id: NodeId) => string,
  locals: PythonNames,
  declared: Graph,
): (id: NodeId) => string {
  const names = new Map(inputs);
  for (const [output, id] of Object.entries(graph.outputs)) {
    if (!names.has(id) && nodeOf(graph, id).inputs.length > 0) names.set(id, locals.take(output));
  }
  // What the graph has comes first; of what composites are made of, the end of the id is enough.
  for (const id of Object.keys(declared.nodes)) {
    if (!names.has(id) && nodeOf(declared, id).op !== "parameter") names.set(id, locals.take(id));
  }
  return (id) => {
    const isLeaf = Object.hasOwn(graph.nodes, id) && nodeOf(graph, id).op === "parameter";
    const known = isLeaf ? parameter(id) : (names.get(id) ?? locals.take(id.slice(id.lastIndexOf(".") + 1)));
    names.set(id, known);
    return known;
  };
}

/** A constant has no statement. */
function resultOf(
  graph: Graph,
  id: NodeId,
  arrayOf: (id: NodeId) => string,
  nameOf: (id: NodeId) => string,
  dialect: PythonDialect,
): string {
  const { op, shape, attrs, dtype } = nodeOf(graph, id);
  if (op !== "constant") return nameOf(id);
  if (shape.length > 0) return arrayOf(id);
  return dialect.scalar(dialect.number(pythonNumber((attrs.value as readonly AttrValue[])[0] as AttrValue, dtype)), dtype);
}

function parameterLines(graph: Graph, ids: readonly NodeId[], parameters: ParameterNames): string[] {
  const states = statesOf(graph);
  const made = new Set<string>();
  return ids.flatMap((id) => {
    const node = nodeOf(graph, id);
    const path = parameters.path(id);
    const modules = parameters.modules.filter((module) => path.startsWith(`${module}.`) && !made.has(module));
    for (const module of modules) made.add(module);
    const value = firstValue(node);
    const isTrained = isFloat(node.dtype) && !states.has(id);
    const [, owner = "", own = path] = /^(.*)\.([^.]+)$/.exec(path) ?? [];
    const line = isTrained
      ? `self.${path} = nn.Parameter(${value})`
      : `self.${owner === "" ? "" : `${owner}.`}register_buffer("${own}", ${value})`;
    // An array has lines of its own.
    return [...modules.map((module) => `self.${module} = nn.Module()`), line.includes("\n") ? line : layoutPython(line)];
  });
}

/** Parameters that training moves by itself, as running means: no gradient goes to them. */
export function statesOf(graph: Graph): ReadonlySet<NodeId> {
  const ops = opsOf(graph);
  return new Set(
    Object.values(graph.nodes).flatMap(({ op: name, inputs }) => {
      const op = ops.get(name);
      const states = op !== undefined && "states" in op ? (op.states ?? []) : [];
      return states.map((state) => inputs[(op?.inputs ?? []).indexOf(state)] as NodeId);
    }),
  );
}
