import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check/check.ts";
import type { Node } from "../../graph/graph.ts";
import { nodeOf } from "../../graph/graph.ts";
import { bool, f32, f64, type InputSpec, i32, u8 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { thrown } from "./thrown.ts";
import { op } from "./untyped-ops.ts";

/** The error of building a graph over X: float32[batch, 2]. */
const refused = (build: (X: Tensor, g: Leaves) => unknown): string =>
  thrown(() => graph({ X: f32("batch", 2) }, ({ X }, g) => build(X, g) as { y: Tensor }));
const declared = (inputs: unknown): string => thrown(() => graph(inputs as { X: InputSpec }, ({ X }) => ({ X })));

/** Names that cannot be quoted, drawn or written as code without harm. */
const badNames = [
  "",
  "1",
  "a b",
  'a"b',
  "a\\b",
  "<b>",
  "a\nb",
  "__proto__",
  "_private",
  "javascript:alert(1)",
  "a..b",
  "a.",
  ".a",
  "n".repeat(201),
];

describe("graph", () => {
  it("is frozen plain data that JSON can write, with readable ids in order of declaration", () => {
    const one = graph({ X: f32("batch", 2), mask: bool(), k: i32(), y: u8("batch"), z: f64() }, ({ X }) => ({
      a: op.relu(op.dense(X, { units: 3 })),
      b: op.relu(X, { name: "second" }),
      c: op.relu(X),
    }));
    expect(Object.keys(one.nodes)).toEqual([
      "X",
      "mask",
      "k",
      "y",
      "z",
      "dense1.weights",
      "dense1.biases",
      "dense1",
      "relu1",
      "second",
      "relu2",
    ]);
    expect(one.inputs).toEqual(["X", "mask", "k", "y", "z"]);
    expect(one.outputs).toEqual({ a: "relu1", b: "second", c: "relu2" });
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    expect([one, one.nodes, one.inputs, one.outputs, one.updates, one.nodes.X, one.nodes.X?.shape].every(Object.isFrozen)).toBe(true);
    check(one);
  });

  it("steps over ids that names have taken", () => {
    const one = graph({ X: f32(2) }, ({ X }) => ({ y: op.exp(op.exp(X, { name: "exp1" })) }));
    expect(Object.keys(one.nodes)).toEqual(["X", "exp1", "exp2"]);
  });

  it("keeps names that every object answers to apart from what it inherits", () => {
    const one = graph({ toString: f32(2), hasOwnProperty: f32(2) }, (inputs) => ({
      valueOf: op.add(inputs.toString, inputs.hasOwnProperty),
    }));
    check(one);
    expect(one.outputs).toEqual({ valueOf: "add1" });
  });

  it("puts nodes into the scopes that are open, also after a scope that throws", () => {
    const one = graph({ X: f32(2) }, ({ X }, g) => {
      const inner = g.scope('Layer <1> "a"', () => g.scope("inner", () => op.exp(X)));
      expect(() => g.scope("failing", () => op.exp([1]))).toThrow();
      return { inner, outer: op.exp(X) };
    });
    expect(nodeOf(one, "exp1").scope).toEqual(['Layer <1> "a"', "inner"]);
    expect(nodeOf(one, "exp2").scope).toEqual([]);
  });

  it("makes one node of a number however often it is used", () => {
    const one = graph({ X: f32(2) }, ({ X }) => ({ y: op.add(op.mul(X, 2), 2), z: op.add(X, -0), w: op.add(X, 0) }));
    expect(
      Object.values(one.nodes as Record<string, Node>)
        .filter(({ op: name }) => name === "constant")
        .map(({ attrs }) => attrs.value),
    ).toEqual([[2], ["-0"], [0]]);
  });

  it("refuses inputs that are no types", () => {
    expect(declared(null)).toMatchInlineSnapshot(`
      "GraphError bad-input
      graph: inputs must be named types such as { X: f32("batch", 4) }, got null; give {} for none"
    `);
    expect(declared({ X: null })).toMatchInlineSnapshot(`
      "GraphError bad-input at X
      graph: input "X" needs a type such as f32("batch", 4), got null; use f32, f64, i32, u8 or bool"
    `);
    expect(declared({ X: [2, 3] })).toMatchInlineSnapshot(`
      "GraphError bad-input at X
      graph: input "X" needs a type such as f32("batch", 4), got [2,3]; use f32, f64, i32, u8 or bool"
    `);
    expect(declared({ X: { dtype: "float16", shape: [2] } })).toMatchInlineSnapshot(`
      "GraphError bad-input at X
      graph: input "X" needs a type such as f32("batch", 4), got {"dtype":"float16","shape":[2]}; use f32, f64, i32, u8 or bool"
    `);
    expect(declared({ X: f32(-1) })).toMatchInlineSnapshot(`
      "GraphError bad-dim
      input "X": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got -1; correct the shape"
    `);
    expect(declared({ X: f32(1.5) })).toMatchInlineSnapshot(`
      "GraphError bad-dim
      input "X": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got 1.5; correct the shape"
    `);
    expect(declared({ X: f32(Number.NaN) })).toMatchInlineSnapshot(`
      "GraphError bad-dim
      input "X": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got NaN; correct the shape"
    `);
    expect(declared({ X: f32("two words") })).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: a dim of input "X" must start with a letter and hold letters, digits, _ and dots, got "two words"; rename it (titles of scopes may hold any text)"
    `);
    expect(declared({ X: f32(null as never) })).toMatchInlineSnapshot(`
      "GraphError bad-dim
      input "X": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got null; correct the shape"
    `);
  });

  it.each(badNames)("refuses the name %j for inputs, nodes, outputs, parameters, constants and dims", (name) => {
    const bad =
      /^graph: .+ must start with a letter and hold letters, digits, _ and dots, got ".*"; rename it \(titles of scopes may hold any text\)$/;
    const attempts: ((X: Tensor, g: Leaves) => unknown)[] = [
      (X) => ({ y: op.exp(X, { name }) }),
      (X) => Object.defineProperty({}, name, { value: X, enumerable: true }),
      (_, g) => ({ y: g.parameter(name, [2]) }),
      (_, g) => ({ y: g.constant(1, { name }) }),
    ];
    for (const attempt of attempts) expect(() => graph({ X: f32(2) }, ({ X }, g) => attempt(X, g) as { y: Tensor })).toThrow(bad);
    expect(() => graph(Object.defineProperty({}, name, { value: f32(2), enumerable: true }), () => ({}))).toThrow(bad);
    expect(() => graph({ X: f32(name) }, ({ X }) => ({ X }))).toThrow(bad);
  });

  it("says which name of what is wrong", () => {
    expect(refused((X) => ({ y: op.exp(X, { name: "javascript:alert(1)" }) }))).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of a node must start with a letter and hold letters, digits, _ and dots, got "javascript:alert(1)"; rename it (titles of scopes may hold any text)"
    `);
    expect(refused((X) => ({ 'a"b': X }))).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of an output must start with a letter and hold letters, digits, _ and dots, got "a\\"b"; rename it (titles of scopes may hold any text)"
    `);
    expect(refused((_, g) => ({ y: g.parameter("__proto__", [2]) }))).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of a parameter must start with a letter and hold letters, digits, _ and dots, got "__proto__"; rename it (titles of scopes may hold any text)"
    `);
    expect(refused((_, g) => ({ y: g.parameter("constructor", [2]) }))).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of a parameter must not be a word of JavaScript, got "constructor"; rename it (titles of scopes may hold any text)"
    `);
    expect(refused((_, g) => ({ y: g.parameter(7 as never, [2]) }))).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of a parameter must start with a letter and hold letters, digits, _ and dots, got 7; rename it (titles of scopes may hold any text)"
    `);
    expect(refused((X) => ({ y: op.dense(X, { units: 2, name: "a/b" }) }))).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of a parameter must start with a letter and hold letters, digits, _ and dots, got "a/b.weights"; rename it (titles of scopes may hold any text)"
    `);
    expect(declared({ "<X>": f32(2) })).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of an input must start with a letter and hold letters, digits, _ and dots, got "<X>"; rename it (titles of scopes may hold any text)"
    `);
  });

  it("refuses a second node of the same name", () => {
    expect(refused((X) => ({ y: op.exp(op.exp(X, { name: "y" }), { name: "y" }) }))).toMatchInlineSnapshot(`
      "GraphError duplicate-name at y
      exp: names must be unique, got a second "y"; choose another name"
    `);
    expect(refused((X) => ({ y: op.exp(X, { name: "X" }) }))).toMatchInlineSnapshot(`
      "GraphError duplicate-name at X
      exp: names must be unique, got a second "X"; choose another name"
    `);
    expect(refused((_, g) => ({ y: g.parameter("w", [1]), z: g.parameter("w", [1]) }))).toMatchInlineSnapshot(`
      "GraphError duplicate-name at w
      parameter: names must be unique, got a second "w"; choose another name"
    `);
  });

  it("refuses handles of another graph", () => {
    let foreign: Tensor | undefined;
    graph({ Z: f32("batch", 2) }, ({ Z }) => {
      foreign = Z;
      return { Z };
    });
    expect(refused((X) => ({ y: op.add(X, foreign) }))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at Z
      add: input "Z" must be of the graph being built, got a handle of another graph; pass it in as an input"
    `);
    expect(refused(() => ({ y: foreign }))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at y
      graph: output "y" must be a tensor of this graph, got a handle of another graph; return what an op made here"
    `);
    expect(refused((_, g) => g.update(g.parameter("w", [2]), foreign as Tensor))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at w
      update: both tensors must be of the graph being built, got a handle of another graph; use this graph's own"
    `);
  });

  it("refuses outputs that are no named tensors", () => {
    expect(refused(() => ({}))).toMatchInlineSnapshot(`
      "GraphError no-output
      graph: build must return at least one named output, got none; return { name: tensor }"
    `);
    expect(refused(() => undefined)).toMatchInlineSnapshot(`
      "GraphError no-output
      graph: build must return at least one named output, got none; return { name: tensor }"
    `);
    expect(refused((X) => X)).toMatchInlineSnapshot(`
      "GraphError no-output
      graph: build must return at least one named output, got a tensor without a name; return { name: tensor }"
    `);
    expect(refused(async (X) => ({ X }))).toMatchInlineSnapshot(`
      "GraphError no-output
      graph: build must return at least one named output, got a promise; return { name: tensor }"
    `);
    expect(refused((X) => [X])).toMatchInlineSnapshot(`
      "GraphError bad-name
      graph: the name of an output must start with a letter and hold letters, digits, _ and dots, got "0"; rename it (titles of scopes may hold any text)"
    `);
    expect(refused(() => ({ y: 3 }))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at y
      graph: output "y" must be a tensor of this graph, got 3; return what an op made here"
    `);
    expect(refused((X) => ({ y: { ...X } }))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at y
      graph: output "y" must be a tensor of this graph, got an object; return what an op made here"
    `);
  });

  it("refuses operands that are no tensors", () => {
    expect(refused(() => ({ y: op.add(1, 2) }))).toMatchInlineSnapshot(`
      "GraphError not-a-tensor
      add: at least one operand must be a tensor of the graph, got only numbers; make one with g.constant"
    `);
    expect(refused((X) => ({ y: op.add(X, "2") }))).toMatchInlineSnapshot(`
      "GraphError not-a-tensor
      add: b must be a tensor, a number, nested lists of numbers or an NdArray, got "2"; pass what an op, an input or g.constant gave you"
    `);
    expect(refused((X) => ({ y: op.add(X, null) }))).toMatchInlineSnapshot(`
      "GraphError not-a-tensor
      add: b must be a tensor, a number, nested lists of numbers or an NdArray, got null; pass what an op, an input or g.constant gave you"
    `);
    expect(refused((X) => ({ y: op.add(X, [[1, 2], [3]]) }))).toMatchInlineSnapshot(`
      "FeedError ragged
      array: ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length"
    `);
    expect(refused((X) => ({ y: op.dense({ shape: [2] }, { units: 2 }), X }))).toMatchInlineSnapshot(`
      "GraphError not-a-tensor
      dense: x must be a tensor of the graph, got an object; pass what an op, an input or g.constant gave you"
    `);
  });

  it("refuses attributes of another form", () => {
    expect(refused((X) => ({ y: op.softmax(X, { axis: 0.5 }) }))).toMatchInlineSnapshot(`
      "OpError bad-attribute at softmax1
      softmax: attribute axis must be a whole number, got 0.5 (node "softmax1"); correct it"
    `);
    expect(refused((X) => ({ y: op.sum(X, { keepdims: "yes" }) }))).toMatchInlineSnapshot(`
      "OpError bad-attribute at sum1
      sum: attribute keepdims must be true or false, got "yes" (node "sum1"); correct it"
    `);
  });

  it("stays usable after an error that the build function catches", () => {
    const one = graph({ X: f32("batch", 2) }, ({ X }, g) => {
      expect(() => op.add(X, g.parameter("w", [3]))).toThrow();
      return { y: op.exp(X) };
    });
    check(one);
    expect(one.outputs).toEqual({ y: "exp1" });
  });
});

describe("scope", () => {
  it.each(["", "a\nb", "tab\t", "\u0000", "line\u2028end", "t".repeat(201), 7])("refuses the title %j", (title) => {
    expect(() => graph({ X: f32(2) }, ({ X }, g) => g.scope(title as string, () => ({ X })))).toThrow(
      /^scope: a title is one line of 1 to 200 characters, got .+; shorten it or remove control characters$/,
    );
  });

  it("takes any other line of text", () => {
    for (const title of ['"quoted"', "back\\slash", "<b>", "javascript:alert(1)", "__proto__", "層 1 → 2"]) {
      expect(
        nodeOf(
          graph({ X: f32(2) }, ({ X }, g) => ({ y: g.scope(title, () => op.exp(X)) })),
          "exp1",
        ).scope,
      ).toEqual([title]);
    }
  });
});
