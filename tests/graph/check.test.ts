import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../graph/check/check.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, opSet } from "../../graph/op.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { carrying } from "./carrying.ts";
import { network } from "./network.ts";
import { randomGraph } from "./random-graph.ts";
import { thrown } from "./thrown.ts";

/** What check says of the network where one node is changed, or one is added. */
const checked = (id: string, node: object): string =>
  thrown(() => check(carrying({ ...network, nodes: { ...network.nodes, [id]: { ...network.nodes[id], ...node } as Node } })));
/** What check says of the network where a part of the graph is changed. */
const checkedWith = (part: object): string => thrown(() => check({ ...network, ...part } as Graph));

const leaf = { inputs: [], attrs: {}, shape: [2], dtype: "float32", scope: [] };

describe("check", () => {
  it("accepts the graphs that are built with ops", () => {
    check(network);
    fc.assert(
      fc.property(randomGraph, (graph) => check(graph)),
      { seed: 2, numRuns: 100 },
    );
  });

  it("names an input that does not exist", () => {
    expect(checked("dense1", { inputs: ["X", "w9"] })).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense1
      check: inputs[1] must be an existing node, got "w9" (node "dense1"); add it or name another
        in dense1 = dense(X, w9), used by relu1"
    `);
    expect(checked("relu1", { inputs: ["__proto__"] })).toMatchInlineSnapshot(`
      "GraphError unknown-node at relu1
      check: inputs[0] must be an existing node, got "__proto__" (node "relu1"); add it or name another
        in relu1 = relu(__proto__), used by dense2"
    `);
    expect(checked("relu1", { inputs: ["toString"] })).toMatchInlineSnapshot(`
      "GraphError unknown-node at relu1
      check: inputs[0] must be an existing node, got "toString" (node "relu1"); add it or name another
        in relu1 = relu(toString), used by dense2"
    `);
  });

  it("names a cycle", () => {
    expect(checked("dense1", { inputs: ["relu1", "dense1.weights"] })).toMatchInlineSnapshot(`
      "GraphError cycle at dense1
      check: inputs must not lead back to the node, got "dense1" ← "relu1" ← "dense1" (node "dense1"); cut one of these edges
        in dense1 = dense(relu1, dense1.weights), used by relu1"
    `);
    expect(checked("relu1", { inputs: ["relu1"] })).toMatchInlineSnapshot(`
      "GraphError cycle at relu1
      check: inputs must not lead back to the node, got "relu1" ← "relu1" (node "relu1"); cut one of these edges
        in relu1 = relu(relu1), used by relu1, dense2"
    `);
  });

  it("names an op that the graph does not carry", () => {
    expect(checked("relu1", { op: "noSuchOp" })).toMatchInlineSnapshot(`
      "GraphError unknown-op at relu1
      check: op must be a known op, got "noSuchOp" (node "relu1"); name it: withOps(graph, noSuchOpOp)
        in relu1 = noSuchOp(dense1), used by dense2"
    `);
    expect(checked("relu1", { op: "constructor" })).toMatchInlineSnapshot(`
      "GraphError unknown-op at relu1
      check: op must be a known op, got "constructor" (node "relu1"); name it: withOps(graph, constructorOp)
        in relu1 = constructor(dense1), used by dense2"
    `);
  });

  it("names a wrong number of inputs", () => {
    expect(checked("dense1", { inputs: ["X"] })).toMatchInlineSnapshot(`
      "OpError arity at dense1
      dense: takes 2 to 3 inputs (x, weights, biases?), got 1 (node "dense1"); pass them all
        in dense1 = dense(X), used by relu1"
    `);
    expect(checked("relu1", { inputs: ["dense1", "dense1"] })).toMatchInlineSnapshot(`
      "OpError arity at relu1
      relu: takes 1 inputs (x), got 2 (node "relu1"); pass them all
        in relu1 = relu(dense1, dense1), used by dense2"
    `);
  });

  it("names attributes that are unknown, missing or of another form", () => {
    expect(checked("relu1", { attrs: { slope: 0.1 } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at relu1
      relu: attribute slope must not be given, got 0.1 (node "relu1"); correct it
        in relu1 = relu(dense1) {slope: 0.1}, used by dense2"
    `);
    expect(checked("softmax1", { attrs: {} })).toMatchInlineSnapshot(`
      "OpError bad-attribute at softmax1
      softmax: attribute axis must be a whole number, got nothing (node "softmax1"); correct it
        in softmax1 = softmax(dense2), used by loss, output probabilities"
    `);
    expect(checked("softmax1", { attrs: { axis: 0.5 } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at softmax1
      softmax: attribute axis must be a whole number, got 0.5 (node "softmax1"); correct it
        in softmax1 = softmax(dense2) {axis: 0.5}, used by loss, output probabilities"
    `);
    expect(checked("loss", { attrs: { reduction: "median" } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at loss
      crossentropy: attribute reduction must be "mean" | "sum" | "none", got "median" (node "loss"); correct it
        in loss = crossentropy(softmax1, y) {reduction: "median"}, used by output loss"
    `);
  });

  it("names inputs that do not fit their op", () => {
    expect(checked("dense2", { inputs: ["X", "dense2.weights", "dense2.biases"] })).toMatchInlineSnapshot(`
      "OpError inner-dims at dense2
      dense: last axis of x must equal first axis of weights, got x float32[batch, 2] and weights float32[3, 3] (node "dense2"); transpose or resize weights
        in dense2 = dense(X, dense2.weights, dense2.biases), used by softmax1"
    `);
  });

  it("names a shape or dtype that the op does not infer", () => {
    expect(checked("relu1", { shape: ["batch", 4] })).toMatchInlineSnapshot(`
      "GraphError type at relu1
      check: the node must be of the type that relu infers, float32[batch, 3], got float32[batch, 4] (node "relu1"); correct shape and dtype
        in relu1 = relu(dense1), used by dense2"
    `);
    expect(checked("loss", { dtype: "float64" })).toMatchInlineSnapshot(`
      "GraphError type at loss
      check: the node must be of the type that crossentropy infers, float32[], got float64[] (node "loss"); correct shape and dtype
        in loss = crossentropy(softmax1, y) {reduction: "mean"}, used by output loss"
    `);
  });

  it("names malformed leaves", () => {
    expect(checked("X", { inputs: ["y"] })).toMatchInlineSnapshot(`
      "OpError arity at X
      input: takes no inputs, got 1 (node "X"); remove them
        in X = input(y), used by dense1"
    `);
    expect(checked("X", { attrs: { init: [1] } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at X
      input: attribute init must not be given, got [1] (node "X"); correct it
        in X = input [1], used by dense1"
    `);
    expect(checked("dense1.biases", { attrs: { init: { fill: "twos" } } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at dense1.biases
      parameter: attribute init must be { fill: "zeros" | "ones" }, { randn: number }, { scaled: name } or a list of numbers, got an object (node "dense1.biases"); correct it
        in dense1.biases = parameter twos, used by dense1"
    `);
    expect(checked("dense1.biases", { attrs: { init: { randn: "0.1" } } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at dense1.biases
      parameter: attribute init must be { fill: "zeros" | "ones" }, { randn: number }, { scaled: name } or a list of numbers, got an object (node "dense1.biases"); correct it
        in dense1.biases = parameter {"randn":"0.1"}, used by dense1"
    `);
    expect(checked("dense1.biases", { attrs: { init: [1, 2] } })).toMatchInlineSnapshot(`
      "OpError element-count at dense1.biases
      parameter: init must have 3 elements for float32[3], got 2 (node "dense1.biases"); give one number per element
        in dense1.biases = parameter [1, 2], used by dense1"
    `);
    expect(checked("dense1.biases", { dtype: "int32", attrs: { init: { randn: 0.1 } } })).toMatchInlineSnapshot(`
      "OpError bad-initializer at dense1.biases
      parameter: init must be "zeros", "ones" or whole numbers for int32, got random numbers (node "dense1.biases"); correct init or dtype
        in dense1.biases = parameter randn(0.1), used by dense1"
    `);
    expect(checked("dense1.biases", { shape: ["units"] })).toMatchInlineSnapshot(`
      "OpError symbolic-leaf at dense1.biases
      parameter: dims must be numbers, got float32[units] (node "dense1.biases"); give the size itself
        in dense1.biases = parameter zeros, used by dense1"
    `);
    expect(checked("c", { ...leaf, op: "constant", attrs: { value: [1, null] } })).toMatchInlineSnapshot(`
      "OpError bad-attribute at c
      constant: attribute value must be a list of numbers, got [1, null] (node "c"); correct it
        in c = constant [1, null], used by nothing"
    `);
    expect(checked("c", { ...leaf, op: "constant", attrs: { value: [1, 2, 3] } })).toMatchInlineSnapshot(`
      "OpError element-count at c
      constant: value must have 2 elements for float32[2], got 3 (node "c"); give one number per element
        in c = constant [1, 2, 3], used by nothing"
    `);
    expect(checked("c", { ...leaf, op: "constant", dtype: "uint8", attrs: { value: [1, 256] } })).toMatchInlineSnapshot(`
      "OpError bad-element at c
      constant: elements must be whole numbers from 0 to 255 for uint8, got 256 (node "c"); correct the numbers, or cast() to a float dtype
        in c = constant [1, 256], used by nothing"
    `);
    expect(checked("c", { ...leaf, op: "constant", dtype: "bool", attrs: { value: [1, 2] } })).toMatchInlineSnapshot(`
      "OpError bad-element at c
      constant: elements must be whole numbers from 0 to 1 for bool, got 2 (node "c"); correct the numbers, or cast() to a float dtype
        in c = constant [1, 2], used by nothing"
    `);
    expect(checked("c", { ...leaf, op: "constant", dtype: "int32", attrs: { value: [1, "NaN"] } })).toMatchInlineSnapshot(`
      "OpError bad-element at c
      constant: elements must be whole numbers from -2147483648 to 2147483647 for int32, got NaN (node "c"); correct the numbers, or cast() to a float dtype
        in c = constant [1, NaN], used by nothing"
    `);
  });

  it("names input nodes that are not listed, and listed nodes that are no inputs", () => {
    expect(checkedWith({ inputs: ["X"] })).toMatchInlineSnapshot(`
      "GraphError bad-input
      check: inputs must list every input node, got no "y"; add it or remove the node"
    `);
    expect(checkedWith({ inputs: ["X", "y", "X"] })).toMatchInlineSnapshot(`
      "GraphError bad-input
      check: inputs[2] must be listed once, got "X" again; remove it"
    `);
    expect(checkedWith({ inputs: ["X", "y", "relu1"] })).toMatchInlineSnapshot(`
      "GraphError bad-input
      check: inputs[2] must be an input node, got "relu1", a relu; list inputs only"
    `);
    expect(checkedWith({ inputs: ["X", "y", "z"] })).toMatchInlineSnapshot(`
      "GraphError unknown-node
      check: inputs[2] must be an existing node, got "z"; add it or name another"
    `);
  });

  it("names outputs and updates of nodes that do not exist or do not fit", () => {
    expect(checkedWith({ outputs: { loss: "loss9" } })).toMatchInlineSnapshot(`
      "GraphError unknown-node
      check: outputs.loss must be an existing node, got "loss9"; add it or name another"
    `);
    expect(checkedWith({ updates: { "dense1.biases": "b9" } })).toMatchInlineSnapshot(`
      "GraphError unknown-node
      check: updates["dense1.biases"] must be an existing node, got "b9"; add it or name another"
    `);
    expect(checkedWith({ updates: { b9: "dense1.biases" } })).toMatchInlineSnapshot(`
      "GraphError not-a-parameter
      check: updates.b9 must be of a parameter, got no such node; update parameters only"
    `);
    expect(checkedWith({ updates: { relu1: "relu1" } })).toMatchInlineSnapshot(`
      "GraphError not-a-parameter
      check: updates.relu1 must be of a parameter, got a relu; update parameters only"
    `);
    expect(checkedWith({ updates: { "dense1.biases": "dense1.weights" } })).toMatchInlineSnapshot(`
      "GraphError update-type
      check: updates["dense1.biases"] must be float32[3] as its parameter, got float32[2, 3]; reshape or cast() it"
    `);
  });

  it("names whatever is not of the form of a graph", () => {
    expect(thrown(() => check(null as unknown as Graph))).toMatchInlineSnapshot(`
      "GraphError form
      check: the graph must be a plain object, got null; correct it"
    `);
    expect(checkedWith({ nodes: new Map() })).toMatchInlineSnapshot(`
      "GraphError form
      check: nodes must be a plain object, got an object; correct it"
    `);
    expect(checkedWith({ format: "dagrad/graph/2" })).toMatchInlineSnapshot(`
      "GraphError format
      check: format must be "dagrad/graph/1", got "dagrad/graph/2"; use the version of dagrad that wrote it"
    `);
    expect(checkedWith({ extra: 1 })).toMatchInlineSnapshot(`
      "GraphError form
      check: the graph must have only the keys format, nodes, inputs, outputs, updates, gradients, got "extra"; remove it"
    `);
    expect(checked("relu1", { shape: [-1] })).toMatchInlineSnapshot(`
      "GraphError form
      check: nodes.relu1.shape[0] must be a whole number ≥ 0, a name or an expression of names, got -1; correct it"
    `);
    expect(checked("relu1", { dtype: "float16" })).toMatchInlineSnapshot(`
      "GraphError form
      check: nodes.relu1.dtype must be float32, float64, int32, uint8 or bool, got "float16"; correct it"
    `);
    expect(checked("relu1", { scope: ["two\nlines"] })).toMatchInlineSnapshot(`
      "GraphError form
      check: nodes.relu1.scope[0] must be one line of text, got "two\\nlines"; correct it"
    `);
    expect(checked("relu1", { scope: [""] })).toMatchInlineSnapshot(`
      "GraphError form
      check: nodes.relu1.scope[0] must be one line of text, got ""; correct it"
    `);
    expect(checked('<img src="x">', leaf)).toMatchInlineSnapshot(`
      "GraphError bad-name
      check: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "<img src=\\"x\\">"; rename it"
    `);
    expect(checkedWith({ outputs: { "javascript:alert(1)": "loss" } })).toMatchInlineSnapshot(`
      "GraphError bad-name
      check: outputs must have names as keys (a letter, then letters, digits, _ and dots), got "javascript:alert(1)"; rename it"
    `);
  });

  it("names an op of your own that infers nonsense", () => {
    const brokenOp = defineOp({
      name: "broken",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => ({ shape: [-1], dtype: x.dtype }),
      picture: { role: "op", label: "?" },
      notation: { text: () => atom("?"), latex: () => atom("?") },
      definition: ([x]) => x,
    });
    const graph = { ...network, nodes: { ...network.nodes, relu1: { ...network.nodes.relu1, op: "broken" } as Node } };
    expect(thrown(() => check(carrying(graph, opSet(standardOps, brokenOp))))).toMatchInlineSnapshot(`
      "OpError bad-infer at relu1
      broken: its infer must return a dtype and a shape of sizes, names and expressions of names, got float32[-1] (node "relu1"); correct infer or the attributes
        in relu1 = broken(dense1), used by dense2"
    `);
  });
});
