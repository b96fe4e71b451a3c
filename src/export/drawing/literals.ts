import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { Form } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { consumers } from "../../../graph/walk.ts";
import { formOf } from "../form-of.ts";
import { literalOf } from "../literal.ts";
import { plainText } from "../text.ts";

/** The number that a scalar constant is, as text. */
export function literalText(graph: Graph, id: NodeId): string | undefined {
  const value = literalOf(nodeOf(graph, id));
  return value === undefined ? undefined : plainText.number(value).text;
}

/** Scalar constants that all their users show in their own labels. */
export function shownLiterals(graph: Graph): Set<NodeId> {
  const users = consumers(graph);
  const outputs = new Set(Object.values(graph.outputs));
  const ops = opsOf(graph);
  const shows = (user: NodeId, literal: NodeId): boolean => {
    const picture = formOf(ops.get(nodeOf(graph, user).op))?.picture;
    return picture !== undefined && labelOf(graph, user, picture) !== labelOf(graph, user, picture, literal);
  };
  return new Set(
    Object.keys(graph.nodes).filter(
      (id) => literalText(graph, id) !== undefined && !outputs.has(id) && (users.get(id) ?? []).every((user) => shows(user, id)),
    ),
  );
}

/** The text inside the node of an op; `without` that literal, which is then drawn. */
export function labelOf(graph: Graph, id: NodeId, { label }: Form<any>["picture"], without?: NodeId): string {
  if (typeof label === "string") return label;
  const { inputs, attrs } = nodeOf(graph, id);
  const literals = inputs.map((input) => (input === without ? undefined : literalText(graph, input)));
  return label(
    attrs,
    literals,
    inputs.map((input) => nodeOf(graph, input).shape),
  );
}
