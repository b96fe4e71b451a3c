import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { f64, i32 } from "../../graph/input.ts";
import { print } from "../../graph/print/print.ts";
import { network } from "./network.ts";
import { randomGraph } from "./random-graph.ts";
import { op } from "./untyped-ops.ts";

/** A graph of one constant, on one line. */
const printConstant = (values: readonly number[]): string =>
  print(graph({}, (_, g) => ({ c: g.constant(values, { name: "c", dtype: "float64" }) }))).split("\n")[0] as string;

/** 32-bit FNV-1a as its authors define it, over bytes and in exact integers. */
function fnv1a(bytes: Uint8Array): string {
  let hash = 2166136261n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n;
  return hash.toString(16).padStart(8, "0");
}

describe("print", () => {
  it("shows one line per node with its type and scope, then the outputs", () => {
    expect(print(network)).toMatchInlineSnapshot(`
      "X = input : float32[batch, 2]
      y = input : uint8[batch]
      dense1.weights = parameter randn(0.01) : float32[2, 3]  # scope "Hidden layer"
      dense1.biases = parameter zeros : float32[3]  # scope "Hidden layer"
      dense1 = dense(X, dense1.weights, dense1.biases) : float32[batch, 3]  # scope "Hidden layer"
      relu1 = relu(dense1) : float32[batch, 3]  # scope "Hidden layer"
      dense2.weights = parameter randn(0.01) : float32[3, 3]
      dense2.biases = parameter zeros : float32[3]
      dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]
      softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      loss = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
      output probabilities = softmax1
      output loss = loss"
    `);
  });

  it("shows each kind of leaf, attribute and update", () => {
    const shown = graph({ x: f64("rows", 2), k: i32() }, ({ x }, g) => {
      const w = g.parameter("w", [2], { init: [0.5, -0], dtype: "float64" });
      g.parameter("ones", [1, 3], { init: "ones" });
      g.constant(Number.NaN, { name: "nan" });
      g.constant([[1e-7, Number.POSITIVE_INFINITY]], { name: "row" });
      const step = g.scope('say "hi"', () => g.scope("deeper", () => op.sub(w, op.sum(x, { axis: 0 }), { name: "step" })));
      g.update(w, step);
      return { total: op.sum(step, { keepdims: true, name: "total" }), again: step };
    });
    expect(print(shown)).toMatchInlineSnapshot(`
      "x = input : float64[rows, 2]
      k = input : int32[]
      w = parameter [0.5, -0] : float64[2]
      ones = parameter ones : float32[1, 3]
      nan = constant NaN : float32[]
      row = constant [1e-7, Infinity] : float32[1, 2]
      sum1 = sum(x) {axis: [0], keepdims: false} : float64[2]  # scope "say \\"hi\\"" / "deeper"
      step = sub(w, sum1) : float64[2]  # scope "say \\"hi\\"" / "deeper"
      total = sum(step) {axis: [0], keepdims: true} : float64[1]
      output total = total
      output again = step
      update w = step"
    `);
  });

  it("shows lists of up to 16 numbers in full", () => {
    expect(printConstant(Array.from({ length: 16 }, (_, i) => i))).toMatchInlineSnapshot(
      `"c = constant [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] : float64[16]"`,
    );
  });

  it("shows the first 8 numbers of a longer list, its length and the FNV-1a hash of all as float64 bytes, by an independent FNV-1a", () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i / 8);
    expect(fnv1a(new TextEncoder().encode("foobar"))).toBe("bf9cf968"); // the authors' test vector
    expect(printConstant(numbers)).toBe(
      `c = constant [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, … 1000 values, fnv1a ${fnv1a(new Uint8Array(Float64Array.from(numbers).buffer))}] : float64[1000]`,
    );
  });

  it("tells apart long constants that differ in their last number only", () => {
    const zeros = new Array<number>(1000).fill(0);
    expect(printConstant(zeros)).not.toBe(printConstant([...zeros.slice(1), 1]));
    expect(printConstant(zeros)).not.toBe(printConstant([...zeros.slice(1), -0]));
  });

  it("shows inputs before their users however the nodes are declared, and the list of inputs where its order is another", () => {
    const { nodes } = network;
    const backwards = { ...network, nodes: Object.fromEntries(Object.entries(nodes).reverse()) } as Graph;
    expect(print(backwards)).toMatchInlineSnapshot(`
      "dense2.biases = parameter zeros : float32[3]
      dense2.weights = parameter randn(0.01) : float32[3, 3]
      dense1.biases = parameter zeros : float32[3]  # scope "Hidden layer"
      dense1.weights = parameter randn(0.01) : float32[2, 3]  # scope "Hidden layer"
      y = input : uint8[batch]
      X = input : float32[batch, 2]
      dense1 = dense(X, dense1.weights, dense1.biases) : float32[batch, 3]  # scope "Hidden layer"
      relu1 = relu(dense1) : float32[batch, 3]  # scope "Hidden layer"
      dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]
      softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      loss = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
      inputs X, y
      output probabilities = softmax1
      output loss = loss"
    `);
  });

  it("prints graphs differently when a field of a node, an end or the order of inputs differs", () => {
    const one = network.nodes.dense1 as Graph["nodes"][NodeId];
    const changed = (node: Partial<typeof one>): Graph => ({ ...network, nodes: { ...network.nodes, dense1: { ...one, ...node } } });
    const variants: Graph[] = [
      network,
      changed({ op: "linear" }),
      changed({ inputs: ["X", "dense1.biases", "dense1.weights"] }),
      changed({ inputs: ["X", "dense1.weights"] }),
      changed({ attrs: { axis: 1 } }),
      changed({ attrs: { axis: "1" } }),
      changed({ attrs: { axis: [1] } }),
      changed({ attrs: { axis: true } }),
      changed({ attrs: { kind: 1 } }),
      changed({ shape: ["batch", 4] }),
      changed({ shape: ["rows", 3] }),
      changed({ dtype: "float64" }),
      changed({ scope: [] }),
      changed({ scope: ["Hidden layer", "Hidden layer"] }),
      changed({ scope: ['Hidden layer" / "Hidden layer'] }),
      { ...network, inputs: ["y", "X"] },
      { ...network, outputs: { loss: "loss" } },
      { ...network, outputs: { loss: "loss", probabilities: "dense2" } },
      { ...network, updates: { "dense1.biases": "dense2.biases" } },
    ];
    expect(new Set(variants.map(print)).size).toBe(variants.length);
  });

  it("does not depend on the order of attributes", () => {
    const reversed = (graph: Graph): Graph => ({
      ...graph,
      nodes: Object.fromEntries(
        Object.entries(graph.nodes).map(([id, node]) => [id, { ...node, attrs: Object.fromEntries(Object.entries(node.attrs).reverse()) }]),
      ),
    });
    fc.assert(
      fc.property(randomGraph, (one) => {
        expect(print(reversed(one))).toBe(print(one));
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});
