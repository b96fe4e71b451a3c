import { type Graph, nodeOf } from "../../graph/graph.ts";
import { clustersOf } from "./drawing/clusters.ts";
import type { Direction, Drawing } from "./drawing/drawing.ts";
import { type Box, type BoxContent, operationDrawing } from "./drawing/operation-drawing.ts";
import { spineOf } from "./drawing/spine.ts";
import { showDims } from "./quantities.ts";
import { textLines } from "./text.ts";
import { roleStyles } from "./theme.ts";

/** Lines of formula above a picture at most, and characters of each. */
const mostLines = 4;
const longestLine = 100;

/** The formula level: every op of the textbook form, headed by the formula of the main output. `drawn` is `declared`, lowered. */
export function formulaDrawing(declared: Graph, drawn: Graph, direction: Direction, title: readonly string[]): Drawing {
  const clusters = clustersOf(declared, drawn);
  const formula = textLines(declared, spineOf(drawn).output, clusters.names);
  const fits = formula.length <= mostLines && formula.every((line) => line.length <= longestLine);
  return operationDrawing(drawn, {
    clusters,
    direction,
    title: [...title, ...(fits ? formula : [])],
    content: (box) => content(drawn, box),
  });
}

function content(drawn: Graph, { id, role, text }: Box): BoxContent {
  const { op, shape, dtype } = nodeOf(drawn, id);
  const isLeaf = role === "input" || role === "parameter";
  const label = isLeaf && text !== "" && shape.length > 0 ? [text, showDims(shape)] : [text];
  return { label, tooltip: [`${text}: ${role === "output" || isLeaf ? roleStyles[role].title : op}, ${showDims(shape)} ${dtype} (${id})`] };
}
