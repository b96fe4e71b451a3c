import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { showCount, showLarge } from "../quantities.ts";
import { type LayerBoxes, parameterCount } from "./layer-boxes.ts";

/** "48 layers · 243 nodes · 3.23 M parameters" */
export function summaryOf(graph: Graph, { isLayer }: Pick<LayerBoxes, "isLayer">): string {
  const ids = Object.keys(graph.nodes);
  const layers = ids.filter(isLayer).length;
  const parameters = ids.filter((id) => nodeOf(graph, id).op === "parameter").reduce((sum, id) => sum + parameterCount(graph, id), 0);
  const parts = [
    layers > 0 ? plural(layers, "layer") : "",
    plural(ids.length, "node"),
    parameters > 0 ? `${showLarge(parameters)} parameters` : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

const plural = (count: number, noun: string): string => `${showCount(count)} ${noun}${count === 1 ? "" : "s"}`;
