import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { PythonDialect } from "./python-dialect.ts";
import { layoutPython } from "./python-layout.ts";

/** `target` = `text`, or lines as they are. */
export interface Statement {
  readonly target: string;
  readonly text: string;
  readonly block?: readonly string[];
  /** The node that the target names. */
  readonly id?: NodeId;
}

const indent = "    ";

/** A loop as lines of Python, and the names of its results by those of the body's outputs. */
export interface PythonLoop {
  readonly lines: readonly string[];
  readonly results: Readonly<Record<string, string>>;
}

/**
 * A node with a body as a `for` loop: carries begin as they are given, each step makes their next values and appends to the stacks.
 * `write` writes the body's nodes, those of the set as statements.
 */
export function pythonLoop(
  { attrs, inputs }: Node,
  operands: readonly string[],
  nameOf: (inner: NodeId) => string,
  write: (body: Graph, lines: ReadonlySet<NodeId>) => readonly Statement[],
  dialect: PythonDialect,
): PythonLoop {
  const body = dialect.lower(attrs.body as unknown as Graph);
  const outputs = Object.entries(body.outputs);
  const carries = body.inputs.filter((id) => Object.hasOwn(body.outputs, id));
  const slices = body.inputs.slice(carries.length, carries.length + (attrs.sequences as number));
  const given = body.inputs.map((id, i) => ({ id, operand: operands[i] as string })).slice(0, inputs.length);
  const stacks = outputs.filter(([name]) => !carries.includes(name)).map(([name, id]) => ({ name, id, list: nameOf(`${name}.all`) }));
  const started = given.filter(({ id }) => !slices.includes(id) && nameOf(id) !== operands[body.inputs.indexOf(id)]);
  const over = given.filter(({ id }) => slices.includes(id)).map(({ operand }) => (attrs.reverse ? dialect.reversed(operand) : operand));
  const made = new Set(outputs.map(([, id]) => id).filter((id) => nodeOf(body, id).inputs.length > 0));
  const step = write(body, made).flatMap(({ target, text, block }) => block ?? [layoutPython(`${target} = ${text}`)]);
  const next = carries.map((id) => ({ now: nameOf(id), next: nameOf(body.outputs[id] as NodeId) })).filter(({ now, next }) => now !== next);
  const inside = [
    ...step,
    ...stacks.map(({ id, list }) => `${list}.append(${nameOf(id)})`),
    ...(next.length === 0 ? [] : [`${next.map(({ now }) => now).join(", ")} = ${next.map(({ next }) => next).join(", ")}`]),
  ];
  const back = attrs.reverse ? "[::-1]" : "";
  const lines = [
    ...started.map(({ id, operand }) => `${nameOf(id)} = ${operand}`),
    ...stacks.map(({ list }) => `${list} = []`),
    `for ${slices.map(nameOf).join(", ")} in ${over.length === 1 ? over[0] : `zip(${over.join(", ")})`}:`,
    ...(inside.length === 0 ? ["pass"] : inside).flatMap((line) => line.split("\n")).map((line) => `${indent}${line}`),
    ...stacks.map(({ list }) => `${list} = ${dialect.stack(`${list}${back}`)}`),
  ];
  const results = Object.fromEntries([...carries.map((id) => [id, nameOf(id)]), ...stacks.map(({ name, list }) => [name, list])]);
  return { lines, results };
}

/** The Python of a result, by its name, or of all of one dtype, one behind the other. */
export function pythonResult({ attrs }: Node, { results }: PythonLoop, dialect: PythonDialect): string {
  if (typeof attrs.result === "string") return results[attrs.result] as string;
  const body = attrs.body as unknown as Graph;
  const packed = Object.entries(body.outputs).filter(([, id]) => nodeOf(body, id).dtype === attrs.dtype);
  return dialect.packed(packed.map(([name]) => results[name] as string));
}
