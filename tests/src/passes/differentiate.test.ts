import {
  add,
  apply,
  argmax,
  binaryCrossentropy,
  cast,
  compile,
  crossentropy,
  dense,
  equal,
  exp,
  f32,
  f64,
  type Graph,
  gradients,
  graph,
  i32,
  linear,
  matmul,
  mean,
  mul,
  type NdArray,
  neg,
  type Op,
  print,
  relu,
  sigmoid,
  softmax,
  softmaxOp,
  sub,
  sum,
  type Tensor,
  type Vjp,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { extend } from "../../../graph/extend.ts";
import { thrown } from "../../graph/thrown.ts";

const softmaxVjp = softmaxOp.vjp as Vjp<any>;

/** The lines of the print that the derivative has added. */
const backward = (network: Graph<any, any>, options: Parameters<typeof gradients>[1]): string => {
  const before = new Set(print(network).split("\n"));
  return print(gradients(network, options))
    .split("\n")
    .filter((line) => !before.has(line))
    .join("\n");
};
const numbers = (value: unknown): number[] => Array.from((value as NdArray).data);

describe("gradients", () => {
  it("adds the backward pass of a layer as nodes in a scope of their own, and one output per parameter", () => {
    const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: mean(relu(dense(X, { units: 3 }))) }));
    expect(backward(network, { of: "loss" })).toMatchInlineSnapshot(`
      "constant1 = constant 1 : float32[]
      d.relu1.size1 = size(relu1) {axis: [0, 1], dtype: "float32"} : float32[]  # scope "backward" / "d.relu1"
      d.relu1.div1 = div(constant1, d.relu1.size1) : float32[]  # scope "backward" / "d.relu1"
      d.relu1.reshape1 = reshape(d.relu1.div1) {shape: [1, 1]} : float32[1, 1]  # scope "backward" / "d.relu1"
      d.relu1 = broadcastTo(d.relu1.reshape1) {shape: ["batch", 3]} : float32[batch, 3]  # scope "backward" / "d.relu1"
      constant2 = constant 0 : float32[]
      d.dense1.equal1 = equal(relu1, constant2) : bool[batch, 3]  # scope "backward" / "d.dense1"
      d.dense1 = where(d.dense1.equal1, constant2, d.relu1) : float32[batch, 3]  # scope "backward" / "d.dense1"
      d.dense1.biases = sum(d.dense1) {axis: [0], keepdims: false} : float32[3]  # scope "backward" / "d.dense1.biases"
      d.dense1.weights.transpose1 = transpose(X) {perm: [1, 0]} : float32[2, batch]  # scope "backward" / "d.dense1.weights"
      d.dense1.weights = matmul(d.dense1.weights.transpose1, d.dense1) : float32[2, 3]  # scope "backward" / "d.dense1.weights"
      output d.dense1.weights = d.dense1.weights
      output d.dense1.biases = d.dense1.biases
      gradients of mean1 by dense1.weights, dense1.biases
      ∂mean1/∂relu1 = d.relu1
      ∂mean1/∂dense1 = d.dense1
      ∂mean1/∂dense1.biases = d.dense1.biases
      ∂mean1/∂dense1.weights = d.dense1.weights"
    `);
  });

  it("keeps nodes, outputs and updates of the network", () => {
    const network = graph({ x: f32() }, ({ x }, g) => {
      const w = g.parameter("w", [], { init: "ones" });
      const count = g.parameter("count", [], { init: "zeros" });
      g.update(count, add(count, 1));
      return { loss: mul(w, x), count };
    });
    const derived = gradients(network, { of: "loss" });
    expect(derived.nodes).toMatchObject(network.nodes);
    expect(derived.outputs).toEqual({ ...network.outputs, "d.w": "d.w" });
    expect(derived.updates).toEqual(network.updates);
  });

  it("differentiates by all parameters that are not updated by the graph itself", () => {
    const network = graph({}, (_, g) => {
      const [w, state] = [g.parameter("w", []), g.parameter("state", [])];
      g.update(state, add(state, 1));
      return { loss: mul(w, state) };
    });
    expect(Object.keys(gradients(network, { of: "loss" }).outputs)).toEqual(["loss", "d.w"]);
    expect(Object.keys(gradients(network, { of: "loss", with: ["state"] }).outputs)).toEqual(["loss", "d.state"]);
  });

  it("builds only the cotangents that lead to what is asked for", () => {
    const network = graph({ X: f32("batch", 2) }, ({ X }, g) => {
      const [w, v] = [g.parameter("w", [2, 2]), g.parameter("v", [2, 2])];
      return { loss: sum(matmul(matmul(X, w), v)), other: sum(exp(w)) };
    });
    expect(backward(network, { of: "loss", with: ["v"] })).toMatchInlineSnapshot(`
      "constant1 = constant 1 : float32[]
      d.matmul2.reshape1 = reshape(constant1) {shape: [1, 1]} : float32[1, 1]  # scope "backward" / "d.matmul2"
      d.matmul2 = broadcastTo(d.matmul2.reshape1) {shape: ["batch", 2]} : float32[batch, 2]  # scope "backward" / "d.matmul2"
      d.v.transpose1 = transpose(matmul1) {perm: [1, 0]} : float32[2, batch]  # scope "backward" / "d.v"
      d.v = matmul(d.v.transpose1, d.matmul2) : float32[2, 2]  # scope "backward" / "d.v"
      output d.v = d.v
      gradients of sum1 by v
      ∂sum1/∂matmul2 = d.matmul2
      ∂sum1/∂v = d.v"
    `);
  });

  it("adds the cotangents of a node with several users, the last user's first", () => {
    const network = graph({}, (_, g) => {
      const w = g.parameter("w", [2]);
      return { loss: sum(add(add(exp(w), mul(w, w)), neg(w))) };
    });
    expect(backward(network, { of: "loss" })).toMatchInlineSnapshot(`
      "constant1 = constant 1 : float32[]
      d.add2.reshape1 = reshape(constant1) {shape: [1]} : float32[1]  # scope "backward" / "d.add2"
      d.add2 = broadcastTo(d.add2.reshape1) {shape: [2]} : float32[2]  # scope "backward" / "d.add2"
      d.w.neg1 = neg(d.add2) : float32[2]  # scope "backward" / "d.w"
      d.w.chainMul1 = chainMul(d.add2, w) : float32[2]  # scope "backward" / "d.w"
      d.w.chainMul2 = chainMul(d.add2, w) : float32[2]  # scope "backward" / "d.w"
      d.w.chainMul3 = chainMul(d.add2, exp1) : float32[2]  # scope "backward" / "d.w"
      d.w.add1 = add(d.w.neg1, d.w.chainMul1) : float32[2]  # scope "backward" / "d.w"
      d.w.add2 = add(d.w.add1, d.w.chainMul2) : float32[2]  # scope "backward" / "d.w"
      d.w = add(d.w.add2, d.w.chainMul3) : float32[2]  # scope "backward" / "d.w"
      output d.w = d.w
      gradients of sum1 by w
      ∂sum1/∂add2 = d.add2
      ∂sum1/∂neg1 = d.add2
      ∂sum1/∂add1 = d.add2
      ∂sum1/∂mul1 = d.add2
      ∂sum1/∂exp1 = d.add2
      ∂sum1/∂w = d.w"
    `);
  });

  it("is 1 for the output itself, and differentiates by any node in between", () => {
    const network = graph({ x: f64() }, ({ x }) => {
      const a = mul(x, 3, { name: "a" });
      return { loss: mul(a, a, { name: "square" }) };
    });
    const values = compile(gradients(network, { of: "loss", with: ["x", "a", "square"] })).run({ x: 2 }) as Record<string, NdArray>;
    expect(["d.x", "d.a", "d.square"].map((name) => values[name]?.item())).toEqual([36, 12, 1]);
  });

  it("differentiates what it has made, as d2: of x³ it gives 3 x², then 6 x", () => {
    const cube = graph({ x: f64() }, ({ x }) => ({ y: mul(mul(x, x), x) }));
    const once = gradients(cube, { of: "y", with: ["x"] });
    const twice = gradients(once, { of: "d.x", with: ["x"] });
    expect(Object.keys(twice.outputs)).toEqual(["y", "d.x", "d2.x"]);
    const values = compile(twice).run({ x: 5 }) as Record<string, NdArray>;
    expect(Object.values(values).map((value) => value.item())).toEqual([125, 75, 30]);
  });

  it("takes another prefix where the network has the name d", () => {
    const network = graph({ d: f64() }, ({ d }) => ({ y: mul(d, d) }));
    expect(Object.keys(gradients(network, { of: "y", with: ["d"] }).outputs)).toEqual(["y", "d2.d"]);
  });

  it("gives the same graph for the same network", () => {
    const make = (): string =>
      print(
        gradients(
          graph({ X: f32("batch", 4) }, ({ X }) => ({ loss: mean(sigmoid(dense(X, { units: 2 }))) })),
          { of: "loss" },
        ),
      );
    expect(make()).toBe(make());
  });

  it("writes composites without a derivative of their own out, and keeps those that have one", () => {
    const network = graph({ z: f32("batch", 3), y: i32("batch") }, ({ z, y }) => ({ loss: crossentropy(softmax(z), y) }));
    const ops = Object.values(gradients(network, { of: "loss", with: ["z"] }).nodes).map(({ op }) => op);
    expect(ops).toEqual(expect.arrayContaining(["softmax", "crossentropy"]));
    expect(ops).not.toContain("log");
  });
});

describe("gradients of a chain", () => {
  const chain = (length: number): Graph<any, any> =>
    graph({ x: f32() }, ({ x }) => {
      let y: Tensor = x;
      for (let i = 0; i < length; i++) y = neg(y as typeof x);
      return { y };
    });

  it("of 100,000 nodes are built without recursion, one node each", () => {
    const derived = gradients(chain(100_000), { of: "y", with: ["x"] });
    expect(Object.keys(derived.nodes).length).toBe(200_002);
  });

  it("of 1,000 negations are 1", () => {
    expect(
      compile(gradients(chain(1000), { of: "y", with: ["x"] }))
        .run({ x: 3 })
        ["d.x"]?.item(),
    ).toBe(1);
  });
});

describe("a path without a derivative", () => {
  it("contributes nothing: through argmax, equal and labels", () => {
    const network = graph({ x: f64(3), y: i32("batch"), p: f64("batch", 3) }, ({ x, y, p }) => {
      const winner = cast(argmax(x), { dtype: "float64" });
      const ties = cast(equal(x, 2), { dtype: "float64" });
      return { loss: add(add(sum(mul(x, winner)), sum(mul(x, ties))), crossentropy(p, y)) };
    });
    const values = compile(gradients(network, { of: "loss", with: ["x", "p"] })).run({ x: [1, 2, 5], y: [0], p: [[0.5, 0.25, 0.25]] });
    expect(numbers(values["d.x"])).toEqual([2, 3, 2]);
    expect(numbers(values["d.p"])).toEqual([-2, -0, -0]);
  });

  it("is shown where there is no other", () => {
    const network = graph({ x: f64("batch", 3), y: i32("batch") }, ({ x, y }) => {
      const accuracy = mean(cast(equal(argmax(mul(x, 2)), y), { dtype: "float64" }));
      return { accuracy, other: sum(exp(x)) };
    });
    expect(thrown(() => gradients(network, { of: "accuracy", with: ["x"] }))).toMatchInlineSnapshot(`
      "GraphError no-gradient at x
      gradients: "mean1" must depend on "x" differentiably, got "x" → "mul1" → "argmax1" (argmax, not differentiable) → "equal1" (equal, not differentiable) → "cast1" → "mean1" (node "x"); leave it out of \`with\` or replace the op"
    `);
    expect(thrown(() => gradients(network, { of: "other", with: ["y"] }))).toMatchInlineSnapshot(`
      "GraphError no-gradient at y
      gradients: "sum1" must depend on "y", got no path between them (node "y"); leave it out of \`with\`"
    `);
    expect(thrown(() => gradients(network, { of: "accuracy", with: ["exp1"] }))).toMatchInlineSnapshot(`
      "GraphError no-gradient at exp1
      gradients: "mean1" must depend on "exp1", got no path between them (node "exp1"); leave it out of \`with\`"
    `);
  });

  it("is shortened where it is long", () => {
    const network = graph({ x: f64(3) }, ({ x }) => {
      let y: Tensor = x;
      for (let i = 0; i < 10; i++) y = neg(y as typeof x);
      y = cast(argmax(y), { dtype: "float64" });
      for (let i = 0; i < 10; i++) y = neg(y as typeof x);
      return { y: mean(y) };
    });
    expect(thrown(() => gradients(network, { of: "y", with: ["x"] }))).toMatchInlineSnapshot(`
      "GraphError no-gradient at x
      gradients: "mean1" must depend on "x" differentiably, got "x" → "neg1" → "neg2" → "neg3" → … → "neg10" → "argmax1" (argmax, not differentiable) → "cast1" → … → "neg18" → "neg19" → "neg20" → "mean1" (node "x"); leave it out of \`with\` or replace the op"
    `);
  });
});

describe("gradients refuse", () => {
  const network = graph({ X: f32("batch", 2), labels: i32("batch") }, ({ X, labels }) => {
    const y = dense(X, { units: 2 });
    return { y, labels, loss: mean(y), free: mean(X) };
  });

  it("an output that does not exist, is no scalar or no float", () => {
    expect(thrown(() => gradients(network, { of: "lost" }))).toMatchInlineSnapshot(`
      "GraphError unknown-output
      gradients: of must name an output (y, labels, loss, free), got "lost"; return it from build or correct the name"
    `);
    expect(thrown(() => gradients(network, { of: "y" }))).toMatchInlineSnapshot(`
      "GraphError not-a-scalar at dense1
      gradients: "y" must be a float scalar, got float32[batch, 2] (node "dense1"); take its mean or sum first"
    `);
    expect(thrown(() => gradients(network, { of: "labels" }))).toMatchInlineSnapshot(`
      "GraphError not-a-scalar at labels
      gradients: "labels" must be a float scalar, got int32[batch] (node "labels"); take its mean or sum first"
    `);
  });

  it("a node that does not exist, and an output without a parameter", () => {
    expect(thrown(() => gradients(network, { of: "loss", with: ["dense1.weight"] }))).toMatchInlineSnapshot(`
      "GraphError unknown-node at dense1.weight
      graph: no node has the id "dense1.weight"; look at print(graph) for the ids"
    `);
    expect(thrown(() => gradients(network, { of: "free" }))).toMatchInlineSnapshot(`
      "GraphError no-parameter at mean2
      gradients: "free" must depend on a parameter, got none (node "mean2"); make one with g.parameter or name nodes in \`with\`"
    `);
  });
});

describe("softmax and cross-entropy together", () => {
  type Loss = (p: any, y: any) => Tensor;
  /** ∂loss/∂z of logits z, and the loss. */
  function slopes(
    loss: Loss,
    z: number[][],
    y: number[] | number[][],
    spec: typeof f32 | typeof f64 = f64,
  ): { dz: number[]; loss: number } {
    const labels = Array.isArray(y[0]) ? spec("batch", 3) : i32("batch");
    const network = graph({ z: spec("batch", 3), y: labels }, ({ z, y }) => ({ loss: loss(z, y) }));
    const values = compile(gradients(network as Graph, { of: "loss", with: ["z"] })).run({ z, y }) as Record<string, NdArray>;
    return { dz: numbers(values["d.z"]), loss: values.loss?.item() as number };
  }
  const fused: Loss = (z, y) => crossentropy(softmax(z), y);
  // linear stands between the two, so that each op's own derivative is taken.
  const chained: Loss = (z, y) => crossentropy(linear(softmax(z)), y);
  const logits = [
    [0.3, -1.2, 2],
    [0, 0, 0],
    [-3, 4, 1],
  ];
  const oneHot = [
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ];

  it("have the derivative (p − y) ÷ N", () => {
    const rows = logits.map((row) => row.map(Math.exp)).map((row) => row.map((e) => e / row.reduce((a, b) => a + b)));
    const expected = rows.flatMap((row, i) => row.map((p, k) => (p - (oneHot[i]?.[k] as number)) / 3));
    for (const [i, value] of slopes(fused, logits, [0, 2, 1]).dz.entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-15);
  });

  it("are one with a copy that is drawn in another way, and not with another op of the name", () => {
    const through =
      (op: Op): Loss =>
      (z, y) =>
        crossentropy(apply(op, [z], { axis: 1 }) as Tensor, y);
    const drawn: Op = { ...softmaxOp, picture: { role: "function", label: "σ" } };
    expect(slopes(through(drawn), logits, [0, 2, 1]).dz).toEqual(slopes(fused, logits, [0, 2, 1]).dz);
    // Its slope is three times that of softmax.
    const steep: Op = { ...softmaxOp, vjp: (dy, x, y, attrs) => [() => mul(softmaxVjp(dy, x, y, attrs)[0]?.() as Tensor, 3)] };
    const once = slopes(chained, logits, [0, 2, 1]).dz;
    for (const [i, value] of slopes(through(steep), logits, [0, 2, 1]).dz.entries())
      expect(Math.abs(value - 3 * (once[i] as number))).toBeLessThan(1e-15);
  });

  it("agree with the chained form within 1e-14 where no probability is clipped, for labels, one-hot and soft targets", () => {
    const soft = [
      [0.2, 0.5, 0.3],
      [1, 1, 0],
      [0, 0, 0],
    ];
    for (const y of [[0, 2, 1], oneHot, soft]) {
      const [one, other] = [slopes(fused, logits, y).dz, slopes(chained, logits, y).dz];
      for (const [i, value] of one.entries()) expect(Math.abs(value - (other[i] as number))).toBeLessThan(1e-14);
    }
  });

  it("stay exact and finite where a probability underflows: −1 and 1 at logits of ±1000", () => {
    expect(slopes(fused, [[1000, -1000, -1000]], [1]).dz).toEqual([1, -1, 0]);
    expect(slopes(chained, [[1000, -1000, -1000]], [1]).dz.every(Number.isFinite)).toBe(true);
  });

  it("give labels and one-hot targets the same bits, in float32 and float64, fused and chained", () => {
    for (const spec of [f32, f64]) {
      for (const loss of [fused, chained]) {
        expect(slopes(loss, logits, [0, 2, 1], spec)).toEqual(slopes(loss, logits, oneHot, spec));
      }
    }
  });

  it("are parted where the probabilities themselves are asked for", () => {
    const network = graph({ z: f64("batch", 3), y: i32("batch") }, ({ z, y }) => ({ loss: crossentropy(softmax(z, { name: "p" }), y) }));
    const values = compile(gradients(network, { of: "loss", with: ["p", "z"] })).run({ z: [[0, 0, 0]], y: [1] }) as Record<string, NdArray>;
    expect(numbers(values["d.p"]).map((x) => Math.round(x * 1e12) / 1e12)).toEqual([-0, -3, -0]);
    for (const [i, x] of numbers(values["d.z"]).entries()) expect(Math.abs(x - (i === 1 ? -2 / 3 : 1 / 3))).toBeLessThan(1e-15);
  });

  it("are parted where softmax runs along another axis", () => {
    const network = graph({ z: f64(2, 3), y: i32(2) }, ({ z, y }) => ({ loss: crossentropy(softmax(z, { axis: 0 }), y) }));
    const values = compile(gradients(network, { of: "loss", with: ["z"] })).run({
      z: [
        [0, 0, 0],
        [0, 0, 0],
      ],
      y: [0, 1],
    });
    // Each p is 1/2; ∂loss/∂p is −1 at the two labels, and ∂p/∂z is ±1/4 along each column.
    expect(numbers(values["d.z"])).toEqual(
      [-0.25, 0.25, 0, 0.25, -0.25, 0].map((x) => (x === 0 ? expect.closeTo(0, 15) : expect.closeTo(x, 15))),
    );
  });
});

describe("sigmoid and binary cross-entropy together", () => {
  it("have the derivative (p − y) ÷ K ÷ N, exact where the sigmoid saturates", () => {
    const network = graph({ z: f64("batch", 2), y: f64("batch", 2) }, ({ z, y }) => ({ loss: binaryCrossentropy(sigmoid(z), y) }));
    const values = compile(gradients(network, { of: "loss", with: ["z"] })).run({ z: [[1000, -1000]], y: [[0, 1]] });
    expect(numbers(values["d.z"])).toEqual([0.5, -0.5]);
  });
});

describe("a penalty on the gradient", () => {
  it("can be differentiated: of the squared gradient of (w x − 1)² it gives 8 x³ (w x − 1)", () => {
    // L = (w x − 1)², L′ = 2 x (w x − 1), P = L′², P′ = 2 L′ · 2 x² = 8 x³ (w x − 1).
    const network = graph({ x: f64() }, ({ x }, g) => {
      const w = g.parameter("w", [], { init: 3, dtype: "float64" });
      const error = sub(mul(w, x), 1);
      return { loss: mul(error, error) };
    });
    const once = gradients(network, { of: "loss" });
    const penalised = extend(once, (node) => {
      const dw = node("d.w") as Tensor<[], "float64">;
      return { penalty: mul(dw, dw) };
    });
    const values = compile(gradients(penalised, { of: "penalty" })).run({ x: 2 }) as Record<string, NdArray>;
    expect(values["d2.w"]?.item()).toBe(8 * 2 ** 3 * (3 * 2 - 1));
  });
});
