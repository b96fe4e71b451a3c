import { setAutoFreeze } from "immer";
import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import { diff } from "../../graph/edit/diff.ts";
import { edit, type GraphDraft, type Recipe } from "../../graph/edit/edit.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import { f32 } from "../../graph/input.ts";
import { print } from "../../graph/print/print.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import { network } from "./network.ts";
import { thrown } from "./thrown.ts";
import { op } from "./untyped-ops.ts";

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
const frozen = (value: unknown): boolean =>
  typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));

describe("edit", () => {
  it("returns the edited graph, frozen and valid, and leaves the original as it was", () => {
    const before = print(network);
    const after = edited((draft) => {
      nodeOf(draft, "loss").attrs.reduction = "sum";
    });
    expect(nodeOf(after, "loss").attrs).toEqual({ reduction: "sum" });
    check(after);
    expect(frozen(after)).toBe(true);
    expect(print(network)).toBe(before);
    expect(after.nodes.dense1).toBe(network.nodes.dense1);
  });

  it("infers the shapes of all that an attribute changes", () => {
    expect(
      changes((draft) => {
        nodeOf(draft, "loss").attrs.reduction = "none";
      }),
    ).toMatchInlineSnapshot(`
      "~ loss {reduction}: "mean" → "none"
      ~ loss shape: [] → [batch]"
    `);
  });

  it("infers the shapes of all that the shape of a parameter or input changes", () => {
    expect(
      changes((draft) => {
        nodeOf(draft, "X").shape = ["rows", 7];
        nodeOf(draft, "y").shape = ["rows"];
        nodeOf(draft, "dense1.weights").shape = [7, 5];
        nodeOf(draft, "dense1.biases").shape = [5];
        nodeOf(draft, "dense2.weights").shape = [5, 3];
      }),
    ).toMatchInlineSnapshot(`
      "~ X shape: [batch, 2] → [rows, 7]
      ~ y shape: [batch] → [rows]
      ~ dense1.weights shape: [2, 3] → [7, 5]
      ~ dense1.biases shape: [3] → [5]
      ~ dense1 shape: [batch, 3] → [rows, 5]
      ~ relu1 shape: [batch, 3] → [rows, 5]
      ~ dense2.weights shape: [3, 3] → [5, 3]
      ~ dense2 shape: [batch, 3] → [rows, 3]
      ~ softmax1 shape: [batch, 3] → [rows, 3]"
    `);
  });

  it("infers the dtypes of all that the dtype of a leaf changes", () => {
    const wide = graph({ x: f32(2) }, ({ x }) => ({ y: op.exp(x) }));
    const { graph: after } = edit(wide, (draft) => void (nodeOf(draft, "x").dtype = "float64"));
    expect(nodeOf(after, "exp1").dtype).toBe("float64");
  });

  it("overrules a shape that the recipe gives to the node of an op", () => {
    expect(
      changes((draft) => {
        nodeOf(draft, "relu1").shape = [99];
      }),
    ).toBe("");
  });

  it("returns the graph itself and no patches when nothing changes", () => {
    expect(edit(network, () => undefined)).toEqual({ graph: network, patches: [], inversePatches: [] });
    expect(edited((draft) => void (nodeOf(draft, "relu1").op = "relu"))).toBe(network);
  });

  it("takes nodes that are frozen, and one object under two ids", () => {
    const softmax = nodeOf(network, "softmax1");
    const plain = { ...softmax, shape: [], inputs: ["dense2"] } as unknown as GraphDraft["nodes"][string];
    const after = edited((draft) => {
      draft.nodes.twin1 = plain;
      draft.nodes.twin2 = plain;
      draft.nodes.twin3 = { ...network.nodes.relu1, shape: Object.freeze([]) } as unknown as GraphDraft["nodes"][string];
      draft.nodes.twin4 = nodeOf(draft, "softmax1");
    });
    check(after);
    expect(nodeOf(after, "twin2").shape).toEqual(["batch", 3]);
    expect(plain.shape).toEqual([]);
  });

  it("refuses what is no graph, each with one error, and leaves the original as it was", () => {
    expect(refused((draft) => void nodeOf(draft, "dense1").inputs.push("w9"))).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense1
      edit: inputs[3] must be an existing node, got "w9" (node "dense1"); add it or name another
        in dense1 = dense(X, dense1.weights, dense1.biases, w9), used by relu1"
    `);
    expect(refused((draft) => void (nodeOf(draft, "dense1").inputs[0] = "dense2"))).toMatchInlineSnapshot(`
      "GraphError cycle at dense1
      edit: inputs must not lead back to the node, got "dense1" ← "dense2" ← "relu1" ← "dense1" (node "dense1"); cut one of these edges
        in dense1 = dense(dense2, dense1.weights, dense1.biases), used by relu1"
    `);
    expect(refused((draft) => void (nodeOf(draft, "dense1.weights").shape = [2, 5]))).toMatchInlineSnapshot(`
      "OpError biases at dense1
      dense: biases must be [5], got float32[3] (node "dense1"); give one bias per unit
        in dense1 = dense(X, dense1.weights, dense1.biases), used by relu1"
    `);
    expect(refused((draft) => void (nodeOf(draft, "relu1").op = "gelu"))).toMatchInlineSnapshot(`
      "GraphError unknown-op at relu1
      edit: op must be a known op, got "gelu" (node "relu1"); name it: withOps(graph, geluOp)
        in relu1 = gelu(dense1), used by dense2"
    `);
    expect(refused((draft) => void (nodeOf(draft, "softmax1").attrs.axis = 5))).toMatchInlineSnapshot(`
      "OpError axis at softmax1
      softmax: axis must be one of -2 to 1, got axis 5 for [batch, 3] (node "softmax1"); correct axis
        in softmax1 = softmax(dense2) {axis: 5}, used by loss, output probabilities"
    `);
    expect(refused((draft) => void (nodeOf(draft, "softmax1").attrs.axis = "last"))).toMatchInlineSnapshot(`
      "OpError bad-attribute at softmax1
      softmax: attribute axis must be a whole number, got "last" (node "softmax1"); correct it
        in softmax1 = softmax(dense2) {axis: "last"}, used by loss, output probabilities"
    `);
    expect(refused((draft) => void delete draft.nodes.relu1)).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense2
      edit: inputs[0] must be an existing node, got "relu1" (node "dense2"); add it or name another
        in dense2 = dense(relu1, dense2.weights, dense2.biases), used by softmax1"
    `);
    expect(refused((draft) => void delete draft.nodes.X)).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense1
      edit: inputs[0] must be an existing node, got "X" (node "dense1"); add it or name another
        in dense1 = dense(X, dense1.weights, dense1.biases), used by relu1"
    `);
    expect(refused((draft) => void (draft.outputs.loss = "gone"))).toMatchInlineSnapshot(`
      "GraphError unknown-node
      edit: outputs.loss must be an existing node, got "gone"; add it or name another"
    `);
    expect(refused((draft) => void (draft.updates["dense1.biases"] = "loss"))).toMatchInlineSnapshot(`
      "GraphError update-type
      edit: updates["dense1.biases"] must be float32[3] as its parameter, got float32[]; reshape or cast() it"
    `);
    expect(refused((draft) => void (draft.inputs = ["X"]))).toMatchInlineSnapshot(`
      "GraphError bad-input
      edit: inputs must list every input node, got no "y"; add it or remove the node"
    `);
    expect(refused((draft) => void (nodeOf(draft, "X").shape = [-1]))).toMatchInlineSnapshot(`
      "GraphError form
      edit: nodes.X.shape[0] must be a whole number ≥ 0, a name or an expression of names, got -1; correct it"
    `);
    expect(refused((draft) => void (draft.nodes['"<b>"'] = nodeOf(draft, "X")))).toMatchInlineSnapshot(`
      "GraphError bad-name
      edit: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "\\"<b>\\""; rename it"
    `);
    expect(refused((draft) => void (draft.nodes.extra = { op: "relu" } as never))).toMatchInlineSnapshot(`
      "GraphError form
      edit: nodes.extra.inputs must be given, got nothing; add it"
    `);
    expect(refused((draft) => void (draft.format = "dagrad/graph/0" as never))).toMatchInlineSnapshot(`
      "GraphError format
      edit: format must be "dagrad/graph/1", got "dagrad/graph/0"; use the version of dagrad that wrote it"
    `);
    expect(refused((draft) => void nodeOf(draft, "w9"))).toMatchInlineSnapshot(`
      "GraphError unknown-node at w9
      graph: no node has the id "w9"; look at print(graph) for the ids"
    `);
  });

  it("refuses a recipe that returns a promise", () => {
    expect(
      refused(async (draft) => {
        await Promise.resolve();
        delete draft.nodes.relu1;
      }),
    ).toMatchInlineSnapshot(`
      "GraphError async-recipe
      edit: the recipe must be done when it returns, got a promise; await before edit"
    `);
  });

  it("passes on what the recipe throws, and leaves the original as it was", () => {
    const failing: Recipe = (draft) => {
      draft.nodes = {};
      throw new RangeError("mine");
    };
    expect(() => edited(failing)).toThrow(new RangeError("mine"));
    expect(Object.keys(network.nodes)).toHaveLength(11);
  });

  it("does not depend on the settings of the immer that an application shares", () => {
    setAutoFreeze(false);
    try {
      expect(frozen(edited((draft) => void (nodeOf(draft, "loss").attrs.reduction = "none")))).toBe(true);
    } finally {
      setAutoFreeze(true);
    }
  });
});
