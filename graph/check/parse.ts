import { freezeDeep } from "../builder.ts";
import { FormatError } from "../errors.ts";
import type { AttrValue, Graph, Node, NodeId } from "../graph.ts";
import { isGraph } from "../is-graph.ts";
import type { OpSet } from "../op.ts";
import { carryOps } from "../ops-of.ts";
import { showShape } from "../shape.ts";
import { shortened, showValue } from "../show-value.ts";
import { verify } from "./check.ts";
import { duplicateKey } from "./duplicate-key.ts";
import { assertForm } from "./form.ts";
import { type Raise, showPath } from "./violation.ts";

/** What a graph from outside may hold at most. */
const limits = { nodes: 1_000_000, depth: 16, rank: 64, elements: 2 ** 31, text: 1000 } as const;

/**
 * The graph that JSON text, or the data of it, describes: frozen, and checked as `check` does. JSON.stringify writes it.
 *
 * The input is hostile until checked: only the keys of the data model are taken, and no more than a million nodes, 64 axes or
 * 2³¹ elements a tensor, 1000 characters an attribute, and bodies in bodies 16 deep.
 * Errors: FormatError that names the place, such as `nodes.dense1.inputs[1]`.
 */
export function parse(json: unknown, ops: OpSet): Graph {
  const graph: unknown = typeof json === "string" ? readText(json) : JSON.parse(toText(json));
  try {
    checkCount(graph);
    assertForm(graph, raise);
    for (const [id, node] of Object.entries(graph.nodes)) checkSize(id, node, 1);
    verify(graph, ops, raise);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`parse: ops must accept the graph, got ${showValue(messageOf(error))}; correct its attributes and shapes`, {
      code: "op-failed",
      actual: messageOf(error),
    });
  }
  const parsed = freezeDeep(graph as unknown as AttrValue) as unknown as Graph;
  carryOps(parsed.nodes, ops);
  return parsed;
}

const raise: Raise = ({ code, path, node, op, expected, actual, cure }) => {
  const place = showPath(path) || "the graph";
  const details = { code, expected, actual, ...(node === undefined ? {} : { node }) };
  const toDo = code === "unknown-op" ? "pass { ops: opSet(standardOps, yourOp) }" : cure;
  throw new FormatError(
    `parse: ${place}${op === undefined ? "" : ` (${op}):`} ${expected}, got ${shortened(actual, 400)}; ${toDo}`,
    details,
  );
};

function readText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const expected = "must be JSON";
    return raise({
      code: "json",
      path: ["text"],
      expected,
      actual: showValue(messageOf(error)),
      cure: "write it with JSON.stringify(graph)",
    });
  }
  const path = duplicateKey(text);
  if (path) raise({ code: "duplicate-key", path, expected: "must be given once", actual: "the key twice", cure: "remove one" });
  return value;
}

/** JSON text takes each value once: no getters, cycles or other surprises are left. */
function toText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Reported below, as what JSON cannot write at all.
  }
  const expected = "must be JSON text or data that JSON can write";
  return text ?? raise({ code: "json", path: [], expected, actual: showValue(value), cure: "pass plain data" });
}

/** Before anything looks at the nodes one by one. */
function checkCount(graph: unknown): void {
  const count = Object.keys((graph as { readonly nodes?: object } | null)?.nodes ?? {}).length;
  if (count > limits.nodes) tooLarge(["nodes"], `must be at most ${limits.nodes} nodes`, String(count));
}

function checkSize(id: NodeId, { shape, attrs }: Node, depth: number): void {
  const path = ["nodes", id, "shape"];
  if (shape.length > limits.rank) tooLarge(path, `must have at most ${limits.rank} axes`, String(shape.length));
  let elements = 1;
  for (const dim of shape) if (typeof dim === "number" && dim > 0) elements *= dim;
  if (elements > limits.elements) tooLarge(path, `must be of at most ${limits.elements} elements`, showShape(shape));
  for (const [name, value] of Object.entries(attrs)) {
    if (typeof value === "string" && value.length > limits.text) {
      tooLarge(["nodes", id, "attrs", name], `must be at most ${limits.text} characters`, String(value.length));
    }
    if (!isGraph(value)) continue;
    if (depth > limits.depth) tooLarge(["nodes", id, "attrs", name], `must nest at most ${limits.depth} deep`, "more");
    checkCount(value);
    assertForm(value, (violation) => raise({ ...violation, path: ["nodes", id, "attrs", name, ...violation.path] }));
    for (const [inner, node] of Object.entries(value.nodes)) checkSize(inner, node, depth + 1);
  }
}

const tooLarge = (path: readonly string[], expected: string, actual: string): never =>
  raise({ code: "too-large", path, expected, actual, cure: "make it smaller" });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
