import { describe, expect, it } from "vitest";
import { diff } from "../../graph/edit/diff.ts";
import { edit, type Recipe } from "../../graph/edit/edit.ts";
import { addNode, bypass, insertAfter, removeUnused, replaceUses } from "../../graph/edit/rewire.ts";
import type { Graph } from "../../graph/graph.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import { addOp, clipOp, expOp, negOp, sumOp } from "../../ops/index.ts";
import { network } from "./network.ts";
import { thrown } from "./thrown.ts";

const edited = (recipe: Recipe): Graph => edit(network, recipe).graph;
/** What an edit changes, as text. */
const changes = (recipe: Recipe): string => printDiff(diff(network, edited(recipe)));
/** What an edit that is refused says; the network must still be what it was. */
function refused(recipe: Recipe): string {
  const before = JSON.stringify(network);
  const message = thrown(() => edited(recipe));
  expect(JSON.stringify(network)).toBe(before);
  return message;
}
describe("rewire", () => {
  it("addNode adds a node whose type is inferred", () => {
    expect(
      changes((draft) => {
        addNode(draft, "sum1", { op: sumOp, inputs: ["relu1"], attrs: { axis: [1], keepdims: false }, scope: ["Monitor"] });
        draft.outputs.activity = "sum1";
      }),
    ).toMatchInlineSnapshot(`
      "+ sum1 = sum(relu1) {axis: [1], keepdims: false} : float32[batch]  # scope "Monitor"
      + output activity = sum1"
    `);
    expect(refused((draft) => addNode(draft, "relu1", { op: "relu", inputs: ["X"] }))).toMatchInlineSnapshot(`
      "GraphError duplicate-name at relu1
      addNode: names must be unique, got a second "relu1"; choose another name"
    `);
  });

  it("insertAfter puts a node on all edges that leave another", () => {
    expect(
      changes((draft) => insertAfter(draft, "softmax1", "clip1", { op: clipOp, attrs: { min: 0.1, max: 0.9 } })),
    ).toMatchInlineSnapshot(`
      "+ clip1 = clip(softmax1) {max: 0.9, min: 0.1} : float32[batch, 3]
      ~ loss inputs: (softmax1, y) → (clip1, y)
      ~ output probabilities: softmax1 → clip1"
    `);
    expect(changes((draft) => insertAfter(draft, "relu1", "add1", { op: addOp, inputs: ["dense1"] }))).toMatchInlineSnapshot(`
      "+ add1 = add(relu1, dense1) : float32[batch, 3]  # scope "Hidden layer"
      ~ dense2 inputs: (relu1, dense2.weights, dense2.biases) → (add1, dense2.weights, dense2.biases)"
    `);
  });

  it("bypass takes a node out", () => {
    expect(changes((draft) => bypass(draft, "relu1"))).toMatchInlineSnapshot(`
      "- relu1 = relu(dense1) : float32[batch, 3]  # scope "Hidden layer"
      ~ dense2 inputs: (relu1, dense2.weights, dense2.biases) → (dense1, dense2.weights, dense2.biases)"
    `);
    expect(changes((draft) => bypass(draft, "relu1", "softmax1", "dense2"))).toMatchInlineSnapshot(`
      "- relu1 = relu(dense1) : float32[batch, 3]  # scope "Hidden layer"
      - dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]
      - softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      ~ loss inputs: (softmax1, y) → (dense1, y)
      ~ output probabilities: softmax1 → dense1"
    `);
    expect(refused((draft) => bypass(draft, "X"))).toMatchInlineSnapshot(`
      "GraphError no-input at X
      bypass: the node must have an input to stand for it, got none (node "X"); replaceUses, then delete it"
    `);
  });

  it("replaceUses moves inputs, outputs and updates, but not those of the nodes it is told to leave", () => {
    const trained = edit(network, (draft) => void (draft.updates["dense1.biases"] = "dense1.biases")).graph;
    const { graph: after } = edit(trained, (draft) => {
      addNode(draft, "other", { op: negOp, inputs: ["dense1.biases"] });
      addNode(draft, "kept", { op: expOp, inputs: ["dense1.biases"] });
      replaceUses(draft, "dense1.biases", "other", ["other", "kept"]);
      replaceUses(draft, "loss", "softmax1");
    });
    expect(printDiff(diff(trained, after))).toMatchInlineSnapshot(`
      "+ other = neg(dense1.biases) : float32[3]
      + kept = exp(dense1.biases) : float32[3]
      ~ dense1 inputs: (X, dense1.weights, dense1.biases) → (X, dense1.weights, other)
      ~ output loss: loss → softmax1
      ~ update dense1.biases: dense1.biases → other"
    `);
  });

  it("removeUnused removes what no output and no update needs, and keeps the inputs", () => {
    expect(
      changes((draft) => {
        draft.outputs = { features: "relu1" };
        draft.updates["dense2.biases"] = "dense2.biases";
        removeUnused(draft);
      }),
    ).toMatchInlineSnapshot(`
      "- dense2.weights = parameter randn(0.01) : float32[3, 3]
      - dense2 = dense(relu1, dense2.weights, dense2.biases) : float32[batch, 3]
      - softmax1 = softmax(dense2) {axis: 1} : float32[batch, 3]
      - loss = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
      - output probabilities = softmax1
      - output loss = loss
      + output features = relu1
      + update dense2.biases = dense2.biases"
    `);
  });
});
