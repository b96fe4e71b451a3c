import { FeedError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";

/**
 * What an element made fail, told of the op and node that the user's graph has: crossentropy1 where its part crossentropy1.gather1 failed,
 * whose indices are the labels of rows, as its error says. A value that is not finite stays with the part that made it.
 */
export function asWritten(error: unknown, { nodes }: Graph<any, any>): unknown {
  if (!(error instanceof FeedError) || error.code === "not-finite") return error;
  const { message, code, node = "", expected = "", actual = "" } = error;
  let id = node;
  while (id.includes(".") && !Object.hasOwn(nodes, id)) id = id.slice(0, id.lastIndexOf("."));
  const op = nodes[id]?.op;
  if (op === undefined || message.startsWith(op)) return error;
  const labels = (text: string): string =>
    message.endsWith("labels") ? text.replace("indices", "labels").replace(/ at \[(\d+)\]/, " in row $1") : text;
  return new FeedError(labels(message).replace(/^\w+/, op).replace(`"${node}"`, `"${id}"`), {
    code,
    node: id,
    expected: labels(expected),
    actual: labels(actual),
  });
}
