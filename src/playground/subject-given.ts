import type { Graph } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { random, randomFromState } from "../data/random.ts";
import { parse } from "../parse.ts";
import type { Points } from "./data-sets.ts";
import type { Given, GivenArray } from "./given.ts";
import type { Subject } from "./subject-of.ts";

/** What a program has described, ready to be trained. FormatError where its graphs are none. */
export function subjectGiven(given: Given): Subject {
  const [network, step] = [parse(given.network), parse(given.step)] as [Graph<any, any>, Graph<any, any>];
  const { test, batch, seed } = given;
  const generator = given.random === undefined ? random(seed) : randomFromState(given.random);
  return { network, step, points: pointsGiven(given, network), inputs: [given.X.name, given.y.name], random: generator, test, batch, seed };
}

function pointsGiven({ X, y }: Given, network: Graph): Points {
  const target = arrayOf(y);
  const features = arrayOf(X) as NdArray<"float32">;
  const width = outputWidth(network);
  // Numbers are learned where targets are float; classes where there are several outputs, else two.
  const kind = y.dtype === "float32" ? "numbers" : width > 1 ? "classes" : "two classes";
  return { X: features, y: target, kind, classes: kind === "numbers" ? 1 : Math.max(2, width) };
}

function arrayOf({ dtype, shape, data }: GivenArray): NdArray {
  const elements = dtype === "float32" ? Float32Array.from(data) : dtype === "uint8" ? Uint8Array.from(data) : Int32Array.from(data);
  return new NdArray(elements, shape, dtype);
}

/** Outputs of each row. */
const outputWidth = (network: Graph): number => {
  const output = Object.values(network.outputs)
    .map((id) => network.nodes[id])
    .find((node) => node?.shape.length === 2);
  return typeof output?.shape[1] === "number" ? output.shape[1] : 1;
};
