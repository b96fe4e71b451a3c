import {
  type AnyTensor,
  add,
  apply,
  cast,
  check,
  compile,
  defineOp,
  dense,
  dropout,
  dropoutOp,
  exp,
  expOp,
  f32,
  type Graph,
  graph,
  i32,
  matmul,
  mul,
  oneHot,
  oneHotOp,
  opsOf,
  print,
  type Replacement,
  relu,
  reluOp,
  rewrite,
  softmax,
  sum,
  sumOp,
  type Tensor,
  tanh,
  tanhOp,
  topologicalOrder,
  type Visit,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomGraph } from "../../graph/random-graph.ts";
import { thrown } from "../../graph/thrown.ts";

const network = graph({ X: f32("batch", 2) }, ({ X }, g) => {
  const hidden = g.scope("Hidden", () => relu(dense(X, { units: 3 })));
  return { hidden, p: softmax(dense(hidden, { units: 3 })) };
});
/** The lines of a graph in which it differs from another. */
const changed = (after: Graph<any, any>, before: Graph<any, any>): string => {
  const known = new Set(print(before).split("\n"));
  return print(after)
    .split("\n")
    .filter((line) => !known.has(line))
    .join("\n");
};

describe("rewrite", () => {
  it("puts what visit builds in a node's place, under its id", () => {
    const after = rewrite(network, (_, op) => (op === reluOp ? ([x]) => tanh(x) : undefined));
    check(after);
    expect(changed(after, network)).toBe('relu1 = tanh(dense1) : float32[batch, 3]  # scope "Hidden" / "relu1"');
    expect(after.outputs).toEqual(network.outputs);
    expect(opsOf(after).get("tanh")).toBe(tanhOp);
    expect([...opsOf(network).keys()]).not.toContain("tanh");
    const feeds = { X: [[1, -2]] };
    const built = graph({ X: f32("batch", 2) }, ({ X }) => ({ hidden: tanh(dense(X, { units: 3 })) }));
    const { parameters } = compile(after);
    const [a, b] = [
      compile(after, { parameters }).run(feeds, ["hidden"]),
      compile(built, {
        parameters: { "dense1.weights": parameters["dense1.weights"] as never, "dense1.biases": parameters["dense1.biases"] as never },
      }).run(feeds),
    ];
    expect(a.hidden).toEqual(b.hidden);
  });

  it("gives the parts of a replacement ids and a scope of the node, clear of ids that are taken", () => {
    const taken = graph({ x: f32(2) }, ({ x }) => ({ y: relu(x, { name: "r" }), z: exp(x, { name: "r.mul1" }) }));
    const after = rewrite(taken, (_, op) => (op === reluOp ? ([x]) => mul(mul(x, x), exp(x)) : undefined));
    check(after);
    expect(print(after)).toMatchInlineSnapshot(`
      "x = input : float32[2]
      r.mul2 = mul(x, x) : float32[2]  # scope "r"
      r.exp1 = exp(x) : float32[2]  # scope "r"
      r = mul(r.mul2, r.exp1) : float32[2]  # scope "r"
      r.mul1 = exp(x) : float32[2]
      output y = r
      output z = r.mul1"
    `);
  });

  it("infers anew what stands behind a node whose type has changed, and leaves what is as it was", () => {
    const one = graph({ x: f32("n", 3) }, ({ x }) => ({ y: exp(mul(sum(x, { axis: 1 }), 2)), z: exp(x) }));
    const kept = rewrite(one, ({ attrs }, op) =>
      op === sumOp ? ([x]) => sum(x, { axis: attrs.axis as number[], keepdims: true }) : undefined,
    );
    check(kept);
    expect(changed(kept, one)).toMatchInlineSnapshot(`
      "sum1 = sum(x) {axis: [1], keepdims: true} : float32[n, 1]
      mul1 = mul(sum1, constant1) : float32[n, 1]
      exp1 = exp(mul1) : float32[n, 1]"
    `);
    for (const id of ["x", "exp2", "constant1"]) expect(kept.nodes[id]).toBe(one.nodes[id]);
    const wide = rewrite(
      graph({ x: f32("n") }, ({ x }) => ({ y: exp(x) })),
      (node, op) => (op === undefined ? (_, builder) => builder.leaf("input", {}, { ...node, dtype: "float64" }) as AnyTensor : undefined),
    );
    check(wide);
    expect(wide.nodes.exp1?.dtype).toBe("float64");
  });

  it("refuses a replacement that an op behind it cannot take", () => {
    const one = graph({ x: f32("n", 3), w: f32(3, 2) }, ({ x, w }) => ({ y: matmul(relu(x), w) }));
    expect(thrown(() => rewrite(one, (_, op) => (op === reluOp ? ([x]) => sum(x) : undefined)))).toMatchInlineSnapshot(`
      "OpError rank at matmul1
      matmul: operands must have at least one axis, got float32[] and float32[3, 2] (node "matmul1"); use mul for a scalar"
    `);
    expect(thrown(() => rewrite(one, (_, op) => (op === reluOp ? ([x]) => cast(x, { dtype: "int32" }) : undefined)))).toMatch(
      /^OpError .* at matmul1\n/,
    );
  });

  it("takes a node out where its replacement is its input; outputs and updates follow", () => {
    const one = graph({ x: f32(3) }, ({ x }, g) => {
      const w = g.parameter("w", [3], { init: "ones" });
      const dropped = dropout(mul(x, w), { rate: 0.5 });
      g.update(w, dropped);
      return { y: dropout(dropped, { rate: 0.1 }), z: exp(dropped) };
    });
    const after = rewrite(one, (_, op) => (op === dropoutOp ? ([x]) => x : undefined));
    check(after);
    expect(print(after)).toMatchInlineSnapshot(`
      "x = input : float32[3]
      w = parameter ones : float32[3]
      mul1 = mul(x, w) : float32[3]
      exp1 = exp(mul1) : float32[3]
      output y = mul1
      output z = exp1
      update w = mul1"
    `);
  });

  it("makes of an input or a parameter something else: it is no input any more, and an update must still fit", () => {
    const one = graph({ x: f32(3), t: f32(3) }, ({ x, t }, g) => {
      const w = g.parameter("w", [3], { init: "ones" });
      g.update(w, mul(w, x));
      return { y: add(mul(w, x), t) };
    });
    const half: Replacement = (_, builder) => builder.literal(0.5, "float32") as AnyTensor;
    const fixed = rewrite(one, (_, __, id) => (id === "t" ? half : undefined));
    check(fixed);
    expect([fixed.inputs, fixed.nodes.add1?.inputs]).toEqual([["x"], ["mul2", "constant1"]]);
    expect(thrown(() => rewrite(one, (_, __, id) => (id === "w" ? half : undefined)))).toMatchInlineSnapshot(`
      "GraphError not-a-parameter at constant1
      update: only a parameter can be updated, got "constant1"; make it with g.parameter"
    `);
    const summed: Visit = (_, __, id) => (id === "mul1" ? ([w]) => sum(w) : undefined);
    expect(thrown(() => rewrite(one, summed))).toMatchInlineSnapshot(`
      "GraphError update-type at w
      update: the new value must be float32[3], got float32[] (node "w"); reshape or cast() it"
    `);
  });

  it("keeps the scope of a node that stays the same op with other attributes", () => {
    const one = graph({ y: i32(4) }, ({ y }, g) => ({ hot: g.scope("Labels", () => oneHot(y, { depth: 3 })) }));
    const after = rewrite(one, ({ attrs }, op) =>
      op === oneHotOp ? ([y]) => oneHot(y, { depth: attrs.depth as number, dtype: "float64" }) : undefined,
    );
    expect(print(after)).toMatchInlineSnapshot(`
      "y = input : int32[4]
      oneHot1 = oneHot(y) {axis: 1, depth: 3, dtype: "float64"} : float64[4, 3]  # scope "Labels"
      output hot = oneHot1"
    `);
  });

  it("looks at each node of the graph once, not at what replaces it", () => {
    const seen: string[] = [];
    const after = rewrite(network, (_, op, id) => {
      seen.push(id);
      return op === reluOp ? ([x]) => relu(relu(x)) : undefined;
    });
    check(after);
    expect(seen).toEqual(topologicalOrder(network));
    expect(Object.values(after.nodes).filter(({ op }) => op === "relu").length).toBe(2);
  });

  it("replaces composites of composites by composites, with all their parts below one id", () => {
    const inner = defineOp({ name: "inner", inputs: ["x"], attrs: {}, infer: ([x]) => x, definition: ([x]) => relu(x) });
    const outer = defineOp({
      name: "outer",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      definition: ([x]) => add(apply(inner, [x]) as typeof x, apply(inner, [x]) as typeof x),
    });
    const once = rewrite(network, (_, op) => (op === reluOp ? ([x]) => apply(outer, [x]) as typeof x : undefined));
    const twice = rewrite(once, ({ attrs }, op) => (op === outer ? (inputs) => outer.definition(inputs, attrs) : undefined));
    check(twice);
    expect(changed(twice, network)).toMatchInlineSnapshot(`
      "relu1.inner1 = inner(dense1) : float32[batch, 3]  # scope "Hidden" / "relu1"
      relu1.inner2 = inner(dense1) : float32[batch, 3]  # scope "Hidden" / "relu1"
      relu1 = add(relu1.inner1, relu1.inner2) : float32[batch, 3]  # scope "Hidden" / "relu1""
    `);
    expect([...opsOf(twice).values()]).toEqual(expect.arrayContaining([inner, outer]));
  });

  it("takes another order of the nodes, as long as inputs come before their users", () => {
    const order = [...topologicalOrder(network)].sort((a, b) => Number(b.startsWith("dense2.")) - Number(a.startsWith("dense2.")));
    const after = rewrite(network, () => undefined, { order });
    expect(topologicalOrder(after)).toEqual(order);
    expect(after).toEqual(network);
  });

  it("returns an equal graph with the very same nodes where nothing is replaced (200 random graphs)", () => {
    fc.assert(
      fc.property(randomGraph, (before) => {
        const after = rewrite(before, () => undefined);
        expect(after).toEqual(before);
        for (const [id, node] of Object.entries(before.nodes)) expect(after.nodes[id]).toBe(node);
        expect([...opsOf(after)]).toEqual([...opsOf(before)]);
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it("gives valid graphs where any exp is a tanh and any relu its operand (200 random graphs)", () => {
    let replaced = 0;
    fc.assert(
      fc.property(randomGraph, (before) => {
        const after = rewrite(before, (_, op) => {
          if (op !== expOp && op !== reluOp) return undefined;
          replaced++;
          return ([x]) => (op === expOp ? tanh(x) : x);
        });
        check(after);
        expect(Object.values(after.nodes).some(({ op }) => op === "exp" || op === "relu")).toBe(false);
      }),
      { numRuns: 200, seed: 12 },
    );
    expect(replaced).toBeGreaterThan(100);
  });

  it("walks a chain of 20,000 nodes without recursion", () => {
    const chain = graph({ x: f32(2) }, ({ x }) => {
      let y = x;
      for (let i = 0; i < 10_000; i++) y = exp(relu(y)) as typeof x;
      return { y };
    });
    const after = rewrite(chain, (_, op) => (op === reluOp ? ([x]) => x : undefined));
    expect(Object.keys(after.nodes).length).toBe(10_001);
    expect(after.outputs.y).toBe("exp10000");
  });

  it("refuses a tensor of another graph, and a graph that has lost its ops", () => {
    let stray: Tensor | undefined;
    graph({ x: f32(2) }, ({ x }) => ({ x: (stray = x) }));
    expect(thrown(() => rewrite(network, (_, op) => (op === reluOp ? () => stray as AnyTensor : undefined)))).toMatch(
      /^GraphError foreign-handle at relu1\n/,
    );
    expect(thrown(() => rewrite(structuredClone(network), () => undefined))).toMatch(/^GraphError no-ops\n/);
  });
});
