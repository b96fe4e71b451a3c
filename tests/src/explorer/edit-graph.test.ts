import { crossentropy, dense, embedding, f32, flatten, graph, i32, isDagradError, layerNorm, relu, softmax, u8, withOps } from "dagrad";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { print } from "../../../graph/print/print.ts";
import { conv2d } from "../../../ops/layers/conv2d.ts";
import { standardOps } from "../../../src/all-ops.ts";
import { editGraph } from "../../../src/explorer/edit/edit-graph.ts";
import type { GraphEdit } from "../../../src/explorer/edit/graph-edit.ts";
import { offersFor } from "../../../src/explorer/edit/offers.ts";
import { randomGraph } from "../../graph/random-graph.ts";
import { randomDag } from "../random-dag.ts";
import { editsOf } from "./edits-of.ts";

const chapter5 = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});

describe("editGraph", () => {
  test("units of a layer reshape its parameters and those of the layer behind it, also where all sizes are equal", () => {
    const wider = editGraph(chapter5, { kind: "resize", node: "dense1", axis: 1, size: 5 });
    expect(print(wider)).toMatchInlineSnapshot(`
      "X = input : float32[batch, 2]
      y = input : uint8[batch]
      dense1.weights = parameter randn(0.01) : float32[2, 5]
      dense1.biases = parameter zeros : float32[5]
      dense1 = dense(X, dense1.weights, dense1.biases) : float32[batch, 5]
      relu1 = relu(dense1) : float32[batch, 5]
      dense2.weights = parameter randn(0.01) : float32[5, 3]
      dense2.biases = parameter zeros : float32[3]
      dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]
      softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      crossentropy1 = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
      output probabilities = softmax1
      output loss = crossentropy1"
    `);
  });

  test("a convolution's filters reach through flatten to the layer behind, and a normalisation between them follows", () => {
    const network = graph({ X: f32("batch", 6, 6, 2), y: u8("batch") }, ({ X, y }) => {
      const features = flatten(layerNorm(conv2d(X, { filters: 3, size: 3 })));
      return { loss: crossentropy(softmax(dense(features, { units: 4 })), y) };
    });
    const wider = editGraph(network, { kind: "resize", node: "conv2d1", axis: 3, size: 5 });
    const shapes = Object.fromEntries(Object.entries(wider.nodes).map(([id, { shape }]) => [id, shape]));
    expect(shapes).toMatchObject({
      "conv2d1.weights": [3, 3, 2, 5],
      "conv2d1.biases": [5],
      conv2d1: ["batch", 4, 4, 5],
      layerNorm1: ["batch", 4, 4, 5],
      "dense1.weights": [80, 4],
    });
    const strided = editGraph(network, { kind: "attribute", node: "conv2d1", attribute: "stride", value: [2, 2] });
    expect(strided.nodes["dense1.weights"]?.shape).toEqual([12, 4]);
  });

  test("an embedding's width is offered as its size", () => {
    const network = graph({ t: i32("batch") }, ({ t }) => ({ y: dense(embedding(t, { size: 7, units: 4 }), { units: 2 }) }));
    expect(offersFor(network, "embedding1").sizes).toEqual([{ axis: 1, size: 4 }]);
    expect(editGraph(network, { kind: "resize", node: "embedding1", axis: 1, size: 6 }).nodes["dense1.weights"]?.shape).toEqual([6, 2]);
  });

  test("a renamed layer takes its parameters along, in their places", () => {
    const renamed = editGraph(chapter5, { kind: "rename", node: "dense1", name: "hidden" });
    expect(print(renamed)).toBe(print(chapter5).replaceAll("dense1", "hidden"));
    expect(Object.keys(renamed.nodes)).toEqual(Object.keys(chapter5.nodes).map((id) => id.replace("dense1", "hidden")));
  });

  test("a name that is taken, an only output and a size of 0 are refused, each with its node", () => {
    const refused = (change: GraphEdit): string => {
      try {
        editGraph(chapter5, change);
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect([
      refused({ kind: "rename", node: "dense1", name: "dense2" }),
      refused({ kind: "rename", node: "dense1", name: "2nd" }),
      refused({ kind: "resize", node: "dense1", axis: 1, size: 0 }),
      refused({ kind: "attribute", node: "softmax1", attribute: "axis", value: 7 }),
      refused({ kind: "replace", node: "relu1", op: "matmul" }),
      refused({ kind: "bypass", node: "X" }),
      refused({ kind: "delete", node: "relu1" }),
    ]).toMatchInlineSnapshot(`
      [
        "rename: names must be unique, got a second "dense2" (node "dense1"); choose another name",
        "graph: the new name of a node must start with a letter and hold letters, digits, _ and dots, got "2nd"; rename it (titles of scopes may hold any text)",
        "dense: the size of axis 1 must be a whole number ≥ 1 that its parameters allow, got 0 (node "dense1"); choose another size",
        "softmax: axis must be one of -2 to 1, got axis 7 for [batch, 3] (node "softmax1"); correct axis
        in softmax1 = softmax(dense2) {axis: 7}, used by crossentropy1, output probabilities",
        "edit: op must be a known op, got "matmul" (node "relu1"); name it: withOps(graph, matmulOp)
        in relu1 = matmul(dense1), used by dense2",
        "bypass: the node must have an input to stand for it, got none (node "X"); replaceUses, then delete it",
        "edit: inputs[0] must be an existing node, got "relu1" (node "dense2"); add it or name another
        in dense2 = dense(relu1, dense2.weights, dense2.biases), used by softmax1",
      ]
    `);
  });

  test("bypassing a layer takes its parameters away, and the next one fits", () => {
    const without = editGraph(chapter5, { kind: "bypass", node: "dense1" });
    expect(print(without)).toMatchInlineSnapshot(`
      "X = input : float32[batch, 2]
      y = input : uint8[batch]
      relu1 = relu(X) : float32[batch, 2]
      dense2.weights = parameter randn(0.01) : float32[2, 3]
      dense2.biases = parameter zeros : float32[3]
      dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]
      softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      crossentropy1 = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
      output probabilities = softmax1
      output loss = crossentropy1"
    `);
  });

  test("a dense layer behind another has parameters of its own", () => {
    const deeper = editGraph(chapter5, { kind: "insertDense", node: "relu1", units: 4 });
    expect(print(deeper)).toMatchInlineSnapshot(`
      "X = input : float32[batch, 2]
      y = input : uint8[batch]
      dense1.weights = parameter randn(0.01) : float32[2, 3]
      dense1.biases = parameter zeros : float32[3]
      dense1 = dense(X, dense1.weights, dense1.biases) : float32[batch, 3]
      relu1 = relu(dense1) : float32[batch, 3]
      dense2.weights = parameter randn(0.01) : float32[4, 3]
      dense2.biases = parameter zeros : float32[3]
      dense3.weights = parameter randn(0.01) : float32[3, 4]
      dense3.biases = parameter zeros : float32[4]
      dense3 = dense(relu1, dense3.weights, dense3.biases) : float32[batch, 4]
      dense2 = dense(dense3, dense2.weights, dense2.biases) : float32[batch, 3]
      softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      crossentropy1 = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
      output probabilities = softmax1
      output loss = crossentropy1"
    `);
  });

  test.each([
    ["of many ops", randomDag.map(({ graph }) => graph)],
    ["of scopes and losses", randomGraph],
  ])("every offered edit of random graphs %s applies, or says why it does not, and leaves the graph as it was", (_, graphs) => {
    fc.assert(
      fc.property(graphs, fc.nat(), (bare, pick) => {
        const network = withOps(bare, standardOps);
        const text = JSON.stringify(network);
        const ids = Object.keys(network.nodes);
        const node = ids[pick % ids.length] as string;
        const offers = offersFor(network, node);
        for (const change of editsOf(node, offers)) {
          try {
            const edited = editGraph(network, change);
            if (change.kind === "replace" || change.kind === "insert")
              expect(edited.nodes[node]?.shape).toEqual(network.nodes[node]?.shape);
          } catch (error) {
            if (!isDagradError(error)) throw error;
            // What was found by trying applies.
            expect(["replace", "insert", "rename", "initializer"]).not.toContain(change.kind);
            expect(error.message).toMatch(/, got .*; /s);
          }
          expect(JSON.stringify(network)).toBe(text);
        }
      }),
      { numRuns: 12, seed: 1 },
    );
  });
});
