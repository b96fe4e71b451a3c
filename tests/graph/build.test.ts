import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { check } from "../../graph/check.ts";
import type { Node } from "../../graph/graph.ts";
import { nodeOf } from "../../graph/graph.ts";
import { bool, f32, f64, type InputSpec, i32, u8 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, opSet } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { standardOps } from "../../ops/index.ts";
import { expOp } from "../../ops/primitive/exp.ts";
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
    check(one, standardOps);
  });

  it("steps over ids that names have taken", () => {
    const one = graph({ X: f32(2) }, ({ X }) => ({ y: op.exp(op.exp(X, { name: "exp1" })) }));
    expect(Object.keys(one.nodes)).toEqual(["X", "exp1", "exp2"]);
  });

  it("keeps names that every object answers to apart from what it inherits", () => {
    const one = graph({ toString: f32(2), hasOwnProperty: f32(2) }, ({ toString, hasOwnProperty }) => ({
      valueOf: op.add(toString, hasOwnProperty),
    }));
    check(one, standardOps);
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
    expect(declared(null)).toMatchInlineSnapshot();
    expect(declared({ X: null })).toMatchInlineSnapshot();
    expect(declared({ X: [2, 3] })).toMatchInlineSnapshot();
    expect(declared({ X: { dtype: "float16", shape: [2] } })).toMatchInlineSnapshot();
    expect(declared({ X: f32(-1) })).toMatchInlineSnapshot();
    expect(declared({ X: f32(1.5) })).toMatchInlineSnapshot();
    expect(declared({ X: f32(Number.NaN) })).toMatchInlineSnapshot();
    expect(declared({ X: f32("two words") })).toMatchInlineSnapshot();
    expect(declared({ X: f32(null as never) })).toMatchInlineSnapshot();
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
    expect(refused((X) => ({ y: op.exp(X, { name: "javascript:alert(1)" }) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ 'a"b': X }))).toMatchInlineSnapshot();
    expect(refused((_, g) => ({ y: g.parameter("__proto__", [2]) }))).toMatchInlineSnapshot();
    expect(refused((_, g) => ({ y: g.parameter("constructor", [2]) }))).toMatchInlineSnapshot();
    expect(refused((_, g) => ({ y: g.parameter(7 as never, [2]) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.dense(X, { units: 2, name: "a/b" }) }))).toMatchInlineSnapshot();
    expect(declared({ "<X>": f32(2) })).toMatchInlineSnapshot();
  });

  it("refuses a second node of the same name", () => {
    expect(refused((X) => ({ y: op.exp(op.exp(X, { name: "y" }), { name: "y" }) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.exp(X, { name: "X" }) }))).toMatchInlineSnapshot();
    expect(refused((_, g) => ({ y: g.parameter("w", [1]), z: g.parameter("w", [1]) }))).toMatchInlineSnapshot();
  });

  it("refuses handles of another graph", () => {
    let foreign: Tensor | undefined;
    graph({ Z: f32("batch", 2) }, ({ Z }) => {
      foreign = Z;
      return { Z };
    });
    expect(refused((X) => ({ y: op.add(X, foreign) }))).toMatchInlineSnapshot();
    expect(refused(() => ({ y: foreign }))).toMatchInlineSnapshot();
    expect(refused((_, g) => g.update(g.parameter("w", [2]), foreign as Tensor))).toMatchInlineSnapshot();
  });

  it("refuses outputs that are no named tensors", () => {
    expect(refused(() => ({}))).toMatchInlineSnapshot();
    expect(refused(() => undefined)).toMatchInlineSnapshot();
    expect(refused((X) => X)).toMatchInlineSnapshot();
    expect(refused(async (X) => ({ X }))).toMatchInlineSnapshot();
    expect(refused((X) => [X])).toMatchInlineSnapshot();
    expect(refused(() => ({ y: 3 }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: { ...X } }))).toMatchInlineSnapshot();
  });

  it("refuses operands that are no tensors", () => {
    expect(refused(() => ({ y: op.add(1, 2) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.add(X, "2") }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.add(X, null) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.add(X, [[1, 2], [3]]) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.dense({ shape: [2] }, { units: 2 }), X }))).toMatchInlineSnapshot();
  });

  it("refuses attributes of another form", () => {
    expect(refused((X) => ({ y: op.softmax(X, { axis: 0.5 }) }))).toMatchInlineSnapshot();
    expect(refused((X) => ({ y: op.sum(X, { keepdims: "yes" }) }))).toMatchInlineSnapshot();
  });

  it("stays usable after an error that the build function catches", () => {
    const one = graph({ X: f32("batch", 2) }, ({ X }, g) => {
      expect(() => op.add(X, g.parameter("w", [3]))).toThrow();
      return { y: op.exp(X) };
    });
    check(one, standardOps);
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

describe("defineOp and opSet", () => {
  it("refuse names that are none, names of leaves, and two ops of one name", () => {
    const defined = (name: string) => () => defineOp({ ...expOp, name });
    expect(thrown(defined("two words"))).toMatchInlineSnapshot();
    expect(thrown(defined("input"))).toMatchInlineSnapshot();
    expect(thrown(() => opSet(expOp, defined("exp")()))).toMatchInlineSnapshot();
    expect([...opSet(expOp, opSet(expOp)).keys()]).toEqual(["exp"]);
  });

  it("accept ops of your own, which build and check as the standard ones do", () => {
    const halveOp = defineOp({
      name: "halve",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      picture: { role: "function", label: "½" },
      notation: { text: ([x]) => atom(`½ ${x.text}`), latex: ([x]) => atom(`\\frac12 ${x.text}`) },
      definition: ([x]) => op.mul(x, 0.5),
    });
    expect(standardOps.has("halve")).toBe(false);
    expect(opSet(standardOps, halveOp).get("halve")).toBe(halveOp);
  });
});
