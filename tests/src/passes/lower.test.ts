import {
  type AnyTensor,
  add,
  apply,
  check,
  crossentropy,
  defineOp,
  dense,
  f32,
  type Graph,
  graph,
  lower,
  mul,
  type NdArray,
  print,
  relu,
  softmax,
  sub,
  type Tensor,
  topologicalOrder,
  u8,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomGraph } from "../../graph/random-graph.ts";
import { thrown } from "../../graph/thrown.ts";
import { randomDag } from "../random-dag.ts";
import { exactly, isLowered, runPlainly } from "../run-plainly.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const hidden = g.scope("Hidden", () => relu(dense(X, { units: 3 }), { name: "hidden" }));
  return { hidden, loss: crossentropy(softmax(hidden), y, { name: "loss" }) };
});

/** A composite of one input, with a formula of its own. */
const composite = (name: string, definition: (x: AnyTensor) => AnyTensor) =>
  defineOp({
    name,
    inputs: ["x"],
    attrs: {},
    infer: ([x]) => x,
    picture: { role: "function", label: name },
    notation: { text: ([x]) => x, latex: ([x]) => x },
    definition: ([x]) => definition(x),
  });
const built = (op: ReturnType<typeof composite>): Graph<any, any> =>
  graph({ x: f32(2) }, ({ x }) => ({ y: apply(op, [add(apply(op, [x], {}, { name: "c" }), 1)]) }));

describe("lower", () => {
  it("writes composites out in their safe form, in a scope of their own; the last part takes the composite's id", () => {
    expect(print(lower(network))).toMatchInlineSnapshot(`
      "X = input : float32[batch, 2]
      y = input : uint8[batch]
      dense1.weights = parameter randn(0.01) : float32[2, 3]  # scope "Hidden"
      dense1.biases = parameter zeros : float32[3]  # scope "Hidden"
      dense1.matmul1 = matmul(X, dense1.weights) : float32[batch, 3]  # scope "Hidden" / "dense1"
      dense1 = add(dense1.matmul1, dense1.biases) : float32[batch, 3]  # scope "Hidden" / "dense1"
      constant1 = constant 0 : float32[]
      hidden = maximum(constant1, dense1) : float32[batch, 3]  # scope "Hidden" / "hidden"
      softmax1.max1 = max(hidden) {axis: [1], keepdims: true} : float32[batch, 1]  # scope "softmax1"
      softmax1.sub1 = sub(hidden, softmax1.max1) : float32[batch, 3]  # scope "softmax1"
      softmax1.exp1 = exp(softmax1.sub1) : float32[batch, 3]  # scope "softmax1"
      softmax1.sum1 = sum(softmax1.exp1) {axis: [1], keepdims: true} : float32[batch, 1]  # scope "softmax1"
      softmax1 = div(softmax1.exp1, softmax1.sum1) : float32[batch, 3]  # scope "softmax1"
      loss.gather1 = gather(softmax1, y) : float32[batch]  # scope "loss"
      loss.clip1 = clip(loss.gather1) {max: 0.9999999, min: 1e-7} : float32[batch]  # scope "loss"
      loss.log1 = log(loss.clip1) : float32[batch]  # scope "loss"
      loss.neg1 = neg(loss.log1) : float32[batch]  # scope "loss"
      loss = mean(loss.neg1) {axis: [0], keepdims: false} : float32[]  # scope "loss"
      output hidden = hidden
      output loss = loss"
    `);
  });

  it("writes out the textbook formula on request: exp without the maximum, log without the clip", () => {
    expect(print(lower(network, { form: "textbook" }))).toMatchInlineSnapshot(`
      "X = input : float32[batch, 2]
      y = input : uint8[batch]
      dense1.weights = parameter randn(0.01) : float32[2, 3]  # scope "Hidden"
      dense1.biases = parameter zeros : float32[3]  # scope "Hidden"
      dense1.matmul1 = matmul(X, dense1.weights) : float32[batch, 3]  # scope "Hidden" / "dense1"
      dense1 = add(dense1.matmul1, dense1.biases) : float32[batch, 3]  # scope "Hidden" / "dense1"
      constant1 = constant 0 : float32[]
      hidden = maximum(constant1, dense1) : float32[batch, 3]  # scope "Hidden" / "hidden"
      softmax1.exp1 = exp(hidden) : float32[batch, 3]  # scope "softmax1"
      softmax1.sum1 = sum(softmax1.exp1) {axis: [1], keepdims: true} : float32[batch, 1]  # scope "softmax1"
      softmax1 = div(softmax1.exp1, softmax1.sum1) : float32[batch, 3]  # scope "softmax1"
      loss.gather1 = gather(softmax1, y) : float32[batch]  # scope "loss"
      loss.log1 = log(loss.gather1) : float32[batch]  # scope "loss"
      loss.neg1 = neg(loss.log1) : float32[batch]  # scope "loss"
      loss = mean(loss.neg1) {axis: [0], keepdims: false} : float32[]  # scope "loss"
      output hidden = hidden
      output loss = loss"
    `);
  });

  it("leaves what is kept, and a graph of primitives is returned as it is", () => {
    const partly = lower(network, { keep: (op) => op.name !== "crossentropy" && op.name !== "relu" });
    expect(Object.values(partly.nodes).map(({ op }) => op)).toEqual(expect.arrayContaining(["dense", "softmax", "maximum", "gather"]));
    const primitive = lower(network);
    expect(lower(primitive)).toBe(primitive);
  });

  it("gives a graph that passes every check, of primitives only, with equal results bit for bit (300 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const lowered = lower(graph);
        check(lowered);
        expect(isLowered(lowered)).toBe(true);
        for (const made of [graph, lowered]) expect(topologicalOrder(made)).toEqual(topologicalOrder(JSON.parse(JSON.stringify(made))));
        const [before, after] = [runPlainly(graph, feeds), runPlainly(lowered, feeds)];
        for (const id of Object.keys(graph.nodes)) expect(exactly(after.get(id) as NdArray)).toBe(exactly(before.get(id) as NdArray));
        expect(lowered.outputs).toEqual(graph.outputs);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("keeps inputs, outputs, updates and the ids and scopes of all nodes (200 random graphs)", () => {
    fc.assert(
      fc.property(randomGraph, (before) => {
        const after = lower(before);
        check(after);
        expect([after.inputs, after.outputs, after.updates]).toEqual([before.inputs, before.outputs, before.updates]);
        for (const [id, { scope, shape, dtype }] of Object.entries(before.nodes)) {
          expect(after.nodes[id]).toMatchObject({ shape, dtype });
          expect(after.nodes[id]?.scope.slice(0, scope.length)).toEqual(scope);
        }
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  it("keeps clear of ids that the graph uses already", () => {
    const taken = graph({ x: f32(2) }, ({ x }) => ({
      y: relu(mul(x, 2, { name: "relu1.sub1" }), { name: "relu1" }),
      z: softmax(x, { name: "s" }),
      w: sub(x, 1, { name: "s.max1" }),
    }));
    const lowered = lower(taken);
    check(lowered);
    expect(print(lowered)).toMatchInlineSnapshot(`
      "x = input : float32[2]
      constant1 = constant 2 : float32[]
      relu1.sub1 = mul(x, constant1) : float32[2]
      constant3 = constant 0 : float32[]
      relu1 = maximum(constant3, relu1.sub1) : float32[2]  # scope "relu1"
      s.max2 = max(x) {axis: [0], keepdims: true} : float32[1]  # scope "s"
      s.sub1 = sub(x, s.max2) : float32[2]  # scope "s"
      s.exp1 = exp(s.sub1) : float32[2]  # scope "s"
      s.sum1 = sum(s.exp1) {axis: [0], keepdims: true} : float32[1]  # scope "s"
      s = div(s.exp1, s.sum1) : float32[2]  # scope "s"
      constant2 = constant 1 : float32[]
      s.max1 = sub(x, constant2) : float32[2]
      output y = relu1
      output z = s
      output w = s.max1"
    `);
  });

  it("follows a composite that returns its input, a constant, or a node that it made before the last", () => {
    const same = composite("same", (x) => x);
    expect(print(lower(built(same)))).toMatchInlineSnapshot(`
      "x = input : float32[2]
      constant1 = constant 1 : float32[]
      add1 = add(x, constant1) : float32[2]
      output y = add1"
    `);
    const middle = composite("middle", (x) => {
      const y = mul(x, 2) as AnyTensor;
      add(y, 1);
      return y;
    });
    expect(print(lower(built(middle)))).toMatchInlineSnapshot(`
      "x = input : float32[2]
      constant2 = constant 2 : float32[]
      constant3 = constant 1 : float32[]
      c = mul(x, constant2) : float32[2]  # scope "c"
      c.add1 = add(c, constant3) : float32[2]  # scope "c"
      constant1 = constant 1 : float32[]
      add1 = add(c, constant1) : float32[2]
      middle1 = mul(add1, constant2) : float32[2]  # scope "middle1"
      middle1.add1 = add(middle1, constant3) : float32[2]  # scope "middle1"
      output y = middle1"
    `);
  });

  it("writes out composites of composites", () => {
    const inner = composite("inner", (x) => relu(x) as AnyTensor);
    const outer = composite("outer", (x) => add(apply(inner, [x]), apply(inner, [x])) as AnyTensor);
    const lowered = lower(built(outer));
    expect(print(lowered)).toMatchInlineSnapshot(`
      "x = input : float32[2]
      constant2 = constant 0 : float32[]
      c.inner1 = maximum(constant2, x) : float32[2]  # scope "c" / "c.inner1"
      c.inner2 = maximum(constant2, x) : float32[2]  # scope "c" / "c.inner2"
      c = add(c.inner1, c.inner2) : float32[2]  # scope "c"
      constant1 = constant 1 : float32[]
      add1 = add(c, constant1) : float32[2]
      outer1.inner1 = maximum(constant2, add1) : float32[2]  # scope "outer1" / "outer1.inner1"
      outer1.inner2 = maximum(constant2, add1) : float32[2]  # scope "outer1" / "outer1.inner2"
      outer1 = add(outer1.inner1, outer1.inner2) : float32[2]  # scope "outer1"
      output y = outer1"
    `);
  });

  it("refuses a graph without its ops, and composites that lead back to themselves, with the whole error", () => {
    expect(thrown(() => lower(structuredClone(network)))).toMatchInlineSnapshot(`
      "GraphError no-ops
      ops: a graph must carry its ops, got data without them (JSON, a structured clone, a copy of its nodes); make it a graph again with parse(data)"
    `);
    const endless: ReturnType<typeof composite> = composite("endless", (x) => apply(endless, [x]) as AnyTensor);
    expect(thrown(() => lower(built(endless)))).toMatchInlineSnapshot(`
      "GraphError endless-definition
      lower: composites may nest 64 deep, got more; a definition must not lead back to its own op"
    `);
  });

  it("refuses a definition that returns a tensor of another graph", () => {
    let stray: Tensor | undefined;
    graph({ x: f32(2) }, ({ x }) => ({ x: (stray = x) }));
    const astray = composite("astray", () => stray as AnyTensor);
    expect(thrown(() => lower(built(astray)))).toMatchInlineSnapshot(`
      "GraphError foreign-handle at c
      c: a definition must return a tensor made of its inputs, got a handle of another graph; return what its last op returns"
    `);
  });
});
