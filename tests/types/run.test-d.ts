import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { bool, f32, i32 } from "../../graph/input.ts";
import { array, type NdArray } from "../../graph/ndarray.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Feeds, Fetched, OutputName, Run } from "../../graph/types/run.ts";
import { argmax, crossentropy, dense, softmax, where } from "../../ops/index.ts";
import { same } from "./exactly.ts";

/** What a run is fed and gives back. */

const network = graph({ X: f32("batch", 2), y: i32("batch"), rate: f32() }, ({ X, y, rate }) => {
  const p = softmax(dense(X, { units: 3 }));
  return { p, loss: crossentropy(p, y), best: argmax(p), rate };
});
declare const run: Run<typeof network>;
declare const X: NdArray<"float32">;
const y = [0, 1];

/** Only what the fetched outputs depend on must be fed; the other inputs may be. */
export const fetches = () => {
  const { p } = run({ X }, ["p"]);
  same<typeof p, NdArray<"float32">>();
  const both = run({ X, y }, ["loss", "best"]);
  same<typeof both, { readonly loss: NdArray<"float32">; readonly best: NdArray<"int32"> }>();
  const data: Int32Array = both.best.data;
  const all = run({ X, y, rate: 0.1 });
  same<keyof typeof all, "p" | "loss" | "best" | "rate">();
  run({ X, y }, ["p"]);
  // @ts-expect-error the loss needs y
  run({ X }, ["loss"]);
  // @ts-expect-error all outputs need all inputs
  run({ X, y });
  // @ts-expect-error no such input
  run({ X, z: 1 }, ["p"]);
  // @ts-expect-error no such output
  run({ X }, ["q"]);
  // @ts-expect-error not fetched
  run({ X }, ["p"]).loss;
  // Nodes by their ids, which have a digit or a dot, and inputs: what they need the run asks for.
  const nodes = run({ X }, ["p", "dense1", "dense1.weights", "X"]);
  same<typeof nodes.p, NdArray<"float32">>();
  same<(typeof nodes)["dense1" | "X"], NdArray>();
  // @ts-expect-error the loss needs y, whatever else is fetched
  run({ X }, ["loss", "dense1"]);
  const names: string[] = ["p"];
  const some = run({ X }, names);
  same<typeof some, { readonly [name: string]: NdArray }>();
  return data;
};

/** Lists of the right depth, whose rows may be typed arrays, and typed arrays and NdArrays of any dtype. */
export const feeds = (seen: boolean[][], floats: Float32Array, shared: Float32Array<SharedArrayBuffer>, doubles: Float64Array) => {
  run({ X: [[1, 2]] }, ["p"]);
  run({ X: floats }, ["p"]);
  run({ X: shared }, ["p"]);
  run({ rate: 0.5 }, ["rate"]);
  run({ X: doubles }, ["p"]);
  run({ X: [doubles, floats] }, ["p"]);
  run({ X, y: BigInt64Array.of(0n) }, ["loss"]);
  run({ X, y: [0n, 1] }, ["loss"]);
  run({ X: Buffer.of(1, 2) }, ["p"]);
  // @ts-expect-error bytes that are no numbers
  run({ X: new DataView(doubles.buffer) }, ["p"]);
  // @ts-expect-error rows that are too deep
  run({ X: [[doubles]] }, ["p"]);
  run({ X: array([[1, 2]], "float32") }, ["p"]);
  run({ X: array([[1, 2]], "float64") }, ["p"]);
  // @ts-expect-error a list too flat
  run({ X: [1, 2] }, ["p"]);
  // @ts-expect-error a list too deep
  run({ X: [[[1, 2]]] }, ["p"]);
  // @ts-expect-error truth values for numbers
  run({ X: seen }, ["p"]);
  const mask = graph({ b: bool("n", 2) }, ({ b }, g) => ({ z: where(b, g.constant(1), 0) }));
  const fed: Feeds<typeof mask> = { b: seen };
  return fed;
};

/** Where a block hides what it needs, the run itself asks for missing feeds. */
export const hidden = () => {
  const block = (x: Tensor): Tensor => x;
  const vague = graph({ X: f32("batch", 2), y: i32("batch") }, ({ X }) => ({ out: block(X) }));
  const fed: Feeds<typeof vague, "out"> = { X };
  const wrong: Feeds<typeof vague, "out"> = {
    // @ts-expect-error what is fed must still fit
    X: "no",
  };
  return [fed, wrong];
};

/** A parsed graph takes any names. */
export const parsed = (graphs: Graph, loose: Run<Graph>) => {
  same<OutputName<typeof graphs>, string>();
  const { loss } = loose({ anything: [[1, 2]], more: X }, ["loss"]);
  same<typeof loss, NdArray>();
  const typed: Graph = network;
  // @ts-expect-error a feed is numbers
  loose({ anything: "no" });
  return typed;
};

same<Fetched<typeof network, "p">, { readonly p: NdArray<"float32"> }>();
