import { canonicalDim } from "../dim.ts";
import { isDType } from "../dtype.ts";
import { type Graph, graphFormat } from "../graph.ts";
import { isName, isNodeId, isTitle } from "../names.ts";
import { showValue } from "../show-value.ts";
import type { Raise } from "./violation.ts";

type Path = readonly (string | number)[];

/**
 * A graph is plain data of this form, and of no other keys:
 *
 *     { format: "dagrad/graph/1", nodes: { id: node }, inputs: [id], outputs: { name: id }, updates: { id: id } }
 *     and, where it was differentiated, gradients: [{ of: id, with: [id], cotangents: { id: id } }]
 *     node: { op: text, inputs: [id], attrs: { name: value }, shape: [size, name or expression], dtype: "float32", scope: [title] }
 *
 * where ids and names start with a letter and hold letters, digits, _ and dots. Raises the first violation.
 */
export function assertForm(value: unknown, raise: Raise): asserts value is Graph {
  const format = isPlainObject(value) ? value.format : undefined;
  if (typeof format === "string" && format !== graphFormat) {
    const cure = "use the version of dagrad that wrote it";
    raise({ code: "format", path: ["format"], expected: `must be ${JSON.stringify(graphFormat)}`, actual: showValue(format), cure });
  }
  const graph = fields(value, ["format", "nodes", "inputs", "outputs", "updates"], [], raise, ["gradients"]);
  if (format !== graphFormat) wrong(["format"], `must be ${JSON.stringify(graphFormat)}`, format, raise);
  const nodes = record(graph.nodes, ["nodes"], raise);
  for (const id of Object.keys(nodes)) assertNode(id, nodes[id], raise);
  assertTexts(graph.inputs, ["inputs"], raise);
  const outputs = record(graph.outputs, ["outputs"], raise);
  for (const name of Object.keys(outputs)) {
    if (!isName(name)) badKey("outputs", name, raise);
    if (typeof outputs[name] !== "string") wrong(["outputs", name], "must be the id of a node", outputs[name], raise);
  }
  const updates = record(graph.updates, ["updates"], raise);
  for (const id of Object.keys(updates)) {
    if (!isNodeId(id)) badKey("updates", id, raise);
    if (typeof updates[id] !== "string") wrong(["updates", id], "must be the id of a node", updates[id], raise);
  }
  if (!Object.hasOwn(graph, "gradients")) return;
  for (const [i, one] of list(graph.gradients, ["gradients"], raise).entries()) assertDifferentiation(one, ["gradients", i], raise);
}

function assertDifferentiation(value: unknown, at: Path, raise: Raise): void {
  const one = fields(value, ["of", "with", "cotangents"], at, raise);
  if (typeof one.of !== "string") wrong([...at, "of"], "must be the id of a node", one.of, raise);
  assertTexts(one.with, [...at, "with"], raise);
  const cotangents = record(one.cotangents, [...at, "cotangents"], raise);
  for (const id of Object.keys(cotangents)) {
    if (typeof cotangents[id] !== "string") wrong([...at, "cotangents", id], "must be the id of a node", cotangents[id], raise);
  }
}

function assertNode(id: string, value: unknown, raise: Raise): void {
  if (!isNodeId(id)) badKey("nodes", id, raise);
  const at = ["nodes", id];
  const node = fields(value, ["op", "inputs", "attrs", "shape", "dtype", "scope"], at, raise);
  if (typeof node.op !== "string") wrong([...at, "op"], "must be the name of an op", node.op, raise);
  assertTexts(node.inputs, [...at, "inputs"], raise);
  record(node.attrs, [...at, "attrs"], raise);
  const shape = list(node.shape, [...at, "shape"], raise);
  for (const [axis, dim] of shape.entries()) {
    const canonical = canonicalDim(dim);
    if (canonical === dim) continue;
    const expected =
      canonical === undefined
        ? "must be a whole number ≥ 0, a name or an expression of names"
        : `must be in canonical form, ${JSON.stringify(canonical)}`;
    wrong([...at, "shape", axis], expected, dim, raise);
  }
  if (!isDType(node.dtype)) wrong([...at, "dtype"], "must be float32, float64, int32, uint8 or bool", node.dtype, raise);
  const scope = list(node.scope, [...at, "scope"], raise);
  for (const [level, title] of scope.entries()) {
    if (!isTitle(title)) wrong([...at, "scope", level], "must be one line of text", title, raise);
  }
}

/** The object at `path`, which has exactly these keys, and may have the further ones. */
function fields(
  value: unknown,
  keys: readonly string[],
  path: Path,
  raise: Raise,
  further: readonly string[] = [],
): Record<string, unknown> {
  const object = record(value, path, raise);
  for (const key of keys) {
    if (!Object.hasOwn(object, key)) wrong([...path, key], "must be given", undefined, raise, "add it");
  }
  const extra = Object.keys(object).find((key) => !keys.includes(key) && !further.includes(key));
  if (extra !== undefined) wrong(path, `must have only the keys ${[...keys, ...further].join(", ")}`, extra, raise, "remove it");
  return object;
}

function record(value: unknown, path: Path, raise: Raise): Record<string, unknown> {
  return isPlainObject(value) ? value : wrong(path, "must be a plain object", value, raise);
}

function list(value: unknown, path: Path, raise: Raise): readonly unknown[] {
  return Array.isArray(value) ? value : wrong(path, "must be a list", value, raise);
}

function assertTexts(value: unknown, path: Path, raise: Raise): void {
  for (const [i, text] of list(value, path, raise).entries()) {
    if (typeof text !== "string") wrong([...path, i], "must be the id of a node", text, raise);
  }
}

/** True for objects of keys and values, of any realm; not for lists, maps and instances of classes. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function badKey(of: string, key: string, raise: Raise): never {
  const expected = "must have names as keys (a letter, then letters, digits, _ and dots)";
  return raise({ code: "bad-name", path: [of], expected, actual: showValue(key), cure: "rename it" });
}

function wrong(path: Path, expected: string, value: unknown, raise: Raise, cure = "correct it"): never {
  return raise({ code: "form", path, expected, actual: showValue(value), cure });
}
