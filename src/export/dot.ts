import type { Graph } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { standardOps } from "../../ops/index.ts";
import { lower } from "../passes/lower.ts";
import { writeDot } from "./dot-writer.ts";
import { formulaDrawing } from "./dot-formula.ts";
import type { Direction } from "./drawing.ts";

export interface DotOptions {
  readonly level?: "layers" | "formula" | "execution";
  readonly direction?: Direction;
  readonly title?: string;
  readonly ops?: OpSet;
}

export function dot(graph: Graph, { level = "layers", direction = "TB", title, ops = standardOps }: DotOptions = {}): string {
  const heading = title === undefined ? [] : title.split("\n");
  void level;
  return writeDot(formulaDrawing(graph, lower(graph, ops, { form: "textbook" }), ops, direction, heading), direction);
}
