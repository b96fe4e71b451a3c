import { checkChoice } from "../../graph/check-choice.ts";
import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { isShown, lower } from "../passes/lower.ts";
import { executionDrawing } from "./dot-execution.ts";
import { formulaDrawing } from "./dot-formula.ts";
import { layersDrawing } from "./dot-layers.ts";
import { type DotOptions, dotOptions } from "./dot-options.ts";
import { writeDot } from "./dot-writer.ts";
import { hasBackward, withBackward } from "./drawing/backward.ts";
import type { Direction, Drawing } from "./drawing/drawing.ts";
import { foldingOf } from "./drawing/fold-runs.ts";
import { withLegend } from "./drawing/legend.ts";
import { type Opened, openLoops, withCarried } from "./drawing/open-loops.ts";
import { splitHubs } from "./drawing/split-hubs.ts";
import { showCount } from "./quantities.ts";

export type { DotOptions, Level } from "./dot-options.ts";

/** Larger graphs are drawn as layers: Graphviz needs minutes for them. */
const mostNodes = 500;

/**
 * A graph as a picture in the DOT language of Graphviz: a pure function, the same text for the same graph.
 *
 * Formula and execution pictures of more than 500 nodes become layer pictures, and say so. Three or more equal layers in a row are drawn
 * once, but at the execution level; what all too many boxes read is drawn again beside each. All text is escaped, nothing links.
 * GraphError when HTML labels are asked for at another level than "execution".
 */
export function dot(graph: Graph, options: DotOptions = {}): string {
  checkGraph("dot", graph);
  checkOptions("dot", options, dotOptions);
  return writeDot(drawingOf(graph, options), options.direction ?? "TB");
}

/** What `dot` draws of a graph, before it is written; op by op up to `most` nodes. Errors are those of `dot`, which have its name. */
export function drawingOf(graph: Graph, options: DotOptions, most = mostNodes): Drawing {
  const { level = "layers", direction = "TB", labels = "plain", legend = false } = options;
  checkChoice("dot", "level", level, ["layers", "formula", "execution"]);
  checkChoice("dot", "direction", direction, ["TB", "LR"]);
  checkChoice("dot", "labels", labels, ["plain", "html"]);
  const drawing = splitHubs(draw(graph, options, most));
  return legend ? withLegend(drawing) : drawing;
}

function draw(graph: Graph, { level = "layers", direction = "TB", title, trace, labels = "plain" }: DotOptions, most: number): Drawing {
  const heading = title === undefined ? [] : title.split(/\r\n|[\n\r\u2028\u2029]/);
  if (labels === "html" && level !== "execution") {
    throw new GraphError(
      `dot: HTML labels show values, so level must be "execution", got "${level}"; trace a run and draw that, or leave labels out`,
      {
        code: "html-labels",
        expected: "execution",
        actual: level,
      },
    );
  }
  if (level !== "execution" && hasBackward(graph))
    return withBackward(graph, (forward) => draw(forward, { level, direction, ...(title !== undefined && { title }) }, most));
  // As they run, loops are single steps.
  const declared: Opened = level === "execution" ? { graph, carried: [], loops: [] } : openLoops(graph);
  if (level === "layers") return withCarried(layersDrawing(declared.graph, heading), declared.carried);
  if (level === "formula") return formulaOf(graph, declared, direction, heading, most);
  const drawn = trace?.graph ?? lower(graph);
  const count = Object.keys(drawn.nodes).length;
  if (count > most) return tooLarge(graph, count, heading, most);
  return executionDrawing(graph, trace ?? { graph: drawn, values: {}, times: {}, bytes: {} }, direction, heading, labels);
}

/** The textbook form, with loops open. */
function formulaOf(graph: Graph, declared: Opened, direction: Direction, heading: readonly string[], most: number): Drawing {
  const drawn = openLoops(lower(declared.graph, { form: "textbook", keep: isShown }));
  // As they run, equal layers have values, times and sizes of their own.
  const folding = foldingOf(declared.graph, drawn.graph);
  if (folding.count > most) return tooLarge(graph, folding.count, heading, most);
  const drawing = folding.fold(formulaDrawing(declared.graph, drawn.graph, direction, heading));
  return withCarried(drawing, [...declared.carried, ...drawn.carried]);
}

const tooLarge = (graph: Graph, count: number, heading: readonly string[], most: number): Drawing =>
  layersDrawing(openLoops(graph).graph, [...heading, `${showCount(count)} nodes, more than ${showCount(most)}: drawn as layers`]);
