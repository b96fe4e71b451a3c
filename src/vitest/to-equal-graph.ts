import { diff } from "../../graph/edit/diff.ts";
import type { Graph } from "../../graph/graph.ts";
import { isGraph } from "../../graph/is-graph.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import { showValue } from "../../graph/show-value.ts";
import type { MatcherResult } from "./matcher-result.ts";

/**
 * Passes when both graphs have the same nodes under the same ids, the same inputs, outputs and updates.
 * The order in which nodes were declared does not count. The message lists what differs, from expected (-) to received (+).
 */
export function toEqualGraph(received: unknown, expected: Graph): MatcherResult {
  for (const [side, value] of Object.entries({ received, expected })) {
    if (!isGraph(value)) return { pass: false, message: () => `toEqualGraph: ${side} must be a graph, got ${showValue(value)}` };
  }
  const changes = diff(expected, received as Graph);
  return {
    pass: changes.same,
    message: () =>
      changes.same
        ? "toEqualGraph: expected the graphs to differ, but they are equal"
        : `toEqualGraph: graphs differ, - expected + received\n\n${printDiff(changes)}`,
  };
}
