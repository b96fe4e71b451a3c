import { FeedError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";

/**
 * What an element made fail, told of the op and node that the user's graph has: crossentropy1 where its part crossentropy1.gather1 failed.
 * A value that is not finite stays with the part that made it.
 */
export function asWritten(error: unknown, { nodes }: Graph<any, any>): unknown {
  if (!(error instanceof FeedError) || error.node === undefined || error.code === "not-finite") return error;
  let id = error.node;
  while (!Object.hasOwn(nodes, id) && id.includes(".")) id = id.slice(0, id.lastIndexOf("."));
  const op = nodes[id]?.op;
  if (op === undefined || error.message.startsWith(`${op}: `)) return error;
  const message = error.message.replace(/^\w+/, op).replace(`(node "${error.node}")`, `(node "${id}")`);
  const { code, expected = "", actual = "" } = error;
  return new FeedError(message, { code, node: id, expected, actual });
}
