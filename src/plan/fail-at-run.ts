import { FeedError } from "../../graph/errors.ts";
import type { NodeId } from "../../graph/graph.ts";
import type { Fail } from "../../graph/op.ts";

/** Problems that only the shapes or elements of a run show, reported as bad feeds that name the node. */
export const failAtRun =
  (op: string, id: NodeId): Fail =>
  ({ code, expected, actual, cure }) => {
    throw new FeedError(`${op}: ${expected}, got ${actual} (node "${id}"); ${cure}`, { code, node: id, expected, actual });
  };
