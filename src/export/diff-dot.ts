import { checkChoice } from "../../graph/check-choice.ts";
import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { checkDiff, type GraphDiff } from "../../graph/edit/diff.ts";
import type { Graph } from "../../graph/graph.ts";
import { writeDot } from "./dot-writer.ts";
import { diffDrawing } from "./drawing/diff-drawing.ts";
import type { Direction } from "./drawing/drawing.ts";

export interface DiffDotOptions {
  /** Top to bottom (default) or left to right. */
  readonly direction?: Direction;
  readonly title?: string;
}

/**
 * What differs between two graphs as a picture in DOT: added nodes and arrows green and bold with a +, removed ones red and dashed
 * with a −, changed ones amber with a ~ and what changed; the rest is white. `diff` is `diff(before, after)`.
 */
export function diffDot(diff: GraphDiff, before: Graph, after: Graph, options: DiffDotOptions = {}): string {
  checkDiff("diffDot", diff);
  checkGraph("diffDot", before, "before");
  checkGraph("diffDot", after, "after");
  checkOptions("diffDot", options, ["direction", "title"]);
  const { direction = "TB", title } = options;
  checkChoice("diffDot", "direction", direction, ["TB", "LR"]);
  return writeDot(diffDrawing(diff, before, after, { title }), direction);
}
