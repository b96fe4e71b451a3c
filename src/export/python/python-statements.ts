import { decodeNumber } from "../../../graph/attrs.ts";
import { allocate } from "../../../graph/dtype.ts";
import { type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isGraph } from "../../../graph/is-graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { atom, binding, type Term } from "../../../graph/notation.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { topologicalOrder } from "../../../graph/walk.ts";
import type { PythonDialect } from "./python-dialect.ts";
import { type PythonLoop, pythonLoop, pythonResult, type Statement } from "./python-loop.ts";
import { pythonNumber } from "./python-values.ts";

/** CPython's parser gives up at 200 open brackets; an op opens up to three. */
const deepest = 50;

/** Stand around the id of a node that an expression uses more than once. */
const [open, close] = ["\u0001", "\u0002"];

/**
 * The nodes of a graph of what the dialect writes as it is as statements of Python, the root's last; one that is a leaf has no target.
 * With `lines`, those nodes and what is used twice get statements of their own; without, what is used twice is named where it comes
 * first, (e := np.exp(z)), and only what would nest too deep becomes a statement. GraphError where the dialect has no word for an op.
 */
export function pythonStatements(
  graph: Graph,
  root: NodeId,
  nameOf: (id: NodeId) => string,
  lines: ReadonlySet<NodeId> | undefined,
  dialect: PythonDialect,
): Statement[] {
  const terms = new Map<NodeId, Term>();
  const shared = new Map<NodeId, string>();
  const depths = new Map<NodeId, number>();
  const uses = useCounts(graph);
  const statements: Statement[] = [];
  const ops = opsOf(graph);
  // What a loop reads has a name, and nodes of one loop are its results.
  const read = new Set(Object.values(graph.nodes).flatMap(({ attrs, inputs }) => (isGraph(attrs.body) ? inputs : [])));
  const loops = new Map<string, PythonLoop>();
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const op = opOf(node.op, id, ops);
    if (isGraph(node.attrs.body)) {
      const { body, sequences, reverse } = node.attrs;
      const key = JSON.stringify([node.inputs, body, sequences, reverse]);
      const operands = node.inputs.map((input) => (terms.get(input) as Term).text);
      const inner = (one: NodeId): string => steadyName(node, operands, one) ?? nameOf(`${id}.${one}`);
      const write = (within: Graph, those: ReadonlySet<NodeId>): Statement[] => pythonStatements(within, "", inner, those, dialect);
      const loop = loops.get(key) ?? pythonLoop(node, operands, inner, write, dialect);
      if (!loops.has(key)) statements.push({ target: "", text: "", block: loop.lines });
      loops.set(key, loop);
      depths.set(id, 0);
      const result = pythonResult(node, loop, dialect);
      const isNamed = id === root || (root === "" && lines?.has(id) === true);
      if (isNamed) statements.push({ target: nameOf(id), text: result, id });
      terms.set(id, atom(isNamed ? nameOf(id) : result));
      continue;
    }
    if (op === undefined) {
      const array = isArray(graph, id) ? constantValue(graph, id) : undefined;
      const placed = array && dialect.constant?.(nameOf(id), array);
      if (array !== undefined && placed === undefined) statements.push({ target: nameOf(id), text: dialect.array(array), id });
      terms.set(id, node.op === "constant" && node.shape.length === 0 ? literal(graph, id, true, dialect) : atom(placed ?? nameOf(id)));
      if (id === root) statements.push({ target: "", text: (terms.get(id) as Term).text });
      continue;
    }
    const term = dialect.write(op, operandsOf(graph, id, terms, dialect), { graph, id });
    const depth = 1 + node.inputs.reduce((most, input) => Math.max(most, depths.get(input) ?? 0), 0);
    const isShared = (uses.get(id) ?? 0) > 1;
    const isLine = id === root || (lines !== undefined && (isShared || lines.has(id))) || depth > deepest || read.has(id);
    depths.set(id, isLine ? 0 : depth);
    if (isLine) statements.push({ target: nameOf(id), text: term.text, id });
    if (!isLine && isShared) shared.set(id, term.text);
    terms.set(id, isLine ? atom(nameOf(id)) : shared.has(id) ? atom(`${open}${id}${close}`) : term);
  }
  return nameShared(statements, shared, nameOf);
}

/** What is the same in every step of a loop keeps the name that it has outside. */
function steadyName({ attrs }: Node, operands: readonly string[], id: NodeId): string | undefined {
  const { inputs, outputs } = attrs.body as unknown as Graph;
  const changing = inputs.filter((one) => Object.hasOwn(outputs, one)).length + (attrs.sequences as number);
  const at = inputs.indexOf(id);
  const operand = operands[at] ?? "";
  return at >= changing && /^(?:self\.[\p{L}\p{N}_.]+|[\p{L}_][\p{L}\p{N}_]*)$/u.test(operand) ? operand : undefined;
}

/** How often each node is read. */
function useCounts(graph: Graph): Map<NodeId, number> {
  const uses = new Map<NodeId, number>();
  for (const { inputs } of Object.values(graph.nodes)) for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  return uses;
}

function operandsOf(graph: Graph, id: NodeId, terms: ReadonlyMap<NodeId, Term>, dialect: PythonDialect): Term[] {
  const ops = opsOf(graph);
  const { inputs } = nodeOf(graph, id);
  const bare = (input: NodeId): Term | undefined =>
    "known" in (ops.get(nodeOf(graph, input).op) ?? {}) ? dialect.bare?.(terms.get(input) as Term) : undefined;
  const isNumber = (input: NodeId): boolean => isScalar(graph, input) || bare(input) !== undefined;
  return inputs.map((input) => {
    // A bare number has the dtype of the array beside it; alone it needs its own.
    const hasArray = inputs.some((other) => nodeOf(graph, other).dtype === nodeOf(graph, input).dtype && !isNumber(other));
    if (isScalar(graph, input)) return literal(graph, input, !hasArray, dialect);
    return (hasArray ? bare(input) : undefined) ?? (terms.get(input) as Term);
  });
}

const isScalar = (graph: Graph, id: NodeId): boolean => nodeOf(graph, id).op === "constant" && nodeOf(graph, id).shape.length === 0;

/** A scalar constant: 0.5, or np.float32(0.5). */
function literal(graph: Graph, id: NodeId, typed: boolean, dialect: PythonDialect): Term {
  const { attrs, dtype } = nodeOf(graph, id);
  const text = dialect.number(pythonNumber((attrs.value as readonly AttrValue[])[0] as AttrValue, dtype));
  if (typed) return atom(dialect.scalar(text, dtype));
  return { text, binds: text.startsWith("-") ? binding.prefix : binding.atom };
}

const isArray = (graph: Graph, id: NodeId): boolean => nodeOf(graph, id).op === "constant" && nodeOf(graph, id).shape.length > 0;

function constantValue(graph: Graph, id: NodeId): NdArray {
  const { attrs, dtype, shape } = nodeOf(graph, id);
  const data = allocate(dtype, sizeOf(shape as readonly number[]));
  for (const [i, value] of (attrs.value as readonly AttrValue[]).entries()) data[i] = decodeNumber(value);
  return new NdArray(data, shape as readonly number[], dtype);
}

/** Writes out what is used more than once: in full and with a name at its first place in the text, by that name from then on. */
function nameShared(statements: readonly Statement[], shared: ReadonlyMap<NodeId, string>, nameOf: (id: NodeId) => string): Statement[] {
  const known = new Set<NodeId>();
  return statements.map((statement) => {
    if (statement.block !== undefined) return statement;
    const written: string[] = [];
    const rest = parts(statement.text).reverse();
    for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
      const id = part.startsWith(open) ? part.slice(1, -1) : undefined;
      if (id === undefined) written.push(part);
      else if (known.has(id)) written.push(nameOf(id));
      else {
        known.add(id);
        rest.push(")", ...parts(shared.get(id) as string).reverse(), `(${nameOf(id)} := `);
      }
    }
    return { ...statement, text: written.join("") };
  });
}

const placeholder = new RegExp(`(${open}[^${close}]*${close})`);
const parts = (text: string): string[] => text.split(placeholder).filter((part) => part !== "");
