import { NdArray } from "../../graph/ndarray.ts";
import { writeSubject } from "../explorer/subject.ts";
import { parse } from "../parse.ts";
import { arraysOf } from "./network-texts.ts";
import type { Built, Numbers } from "./protocol.ts";

/** What is explored: the network as it is now, on some of its points. */
export interface Explored {
  readonly title: string;
  readonly network: string;
  readonly parameters: Numbers;
  readonly built: Pick<Built, "X" | "y" | "task">;
  /** A point in place of all of them. */
  readonly point?: readonly number[];
}

/** It as the text that the explorer's script reads. */
export function exploredText({ title, network, parameters, built, point }: Explored): string {
  const graph = parse(network);
  const { features } = built.task;
  const [X, y] =
    point === undefined
      ? [built.X, built.y]
      : [Float32Array.from({ length: features }, (_, i) => point[i] ?? 0), nearestTarget(built, point)];
  const [first = "", second = ""] = graph.inputs;
  const target = graph.nodes[second];
  const labels = target?.dtype === "float32" ? Float32Array.from(y) : Uint8Array.from(y);
  const rows = labels.length;
  return writeSubject({
    title,
    graph,
    parameters: arraysOf(graph, parameters),
    feeds: {
      [first]: new NdArray(Float32Array.from(X), [rows, features], "float32"),
      [second]: new NdArray(labels, target?.shape.length === 1 ? [rows] : [rows, 1], target?.dtype === "float32" ? "float32" : "uint8"),
    },
  });
}

/** A point of the plane has the target of the data's nearest. */
function nearestTarget({ X, y, task: { features } }: Explored["built"], point: readonly number[]): Float32Array {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let row = 0; row < y.length; row++) {
    const distance = point.reduce((sum, x, i) => sum + (x - (X[row * features + i] as number)) ** 2, 0);
    if (distance < least) [best, least] = [row, distance];
  }
  return y.slice(best, best + 1);
}
