import {
  adam,
  add,
  applyEdit,
  compile,
  crossentropy,
  dense,
  diff,
  dropout,
  edit,
  f32,
  type Graph,
  gradients,
  graph,
  matmul,
  mean,
  mul,
  parse,
  print,
  random,
  reference,
  relu,
  softmax,
  sub,
  sum,
  trainStep,
  u8,
} from "dagrad";
import { describe, expect, it } from "vitest";

type Order = (a: string, b: string) => number;
const rising: Order = (a, b) => (a < b ? -1 : 1);
const falling: Order = (a, b) => (a < b ? 1 : -1);

/** The same JSON with the keys of all objects in that order. */
function ordered(value: unknown, order: Order): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => ordered(element, order));
  const entries = Object.entries(value).sort(([a], [b]) => order(a, b));
  return Object.fromEntries(entries.map(([key, part]) => [key, ordered(part, order)]));
}
const reordered = (of: Graph<any, any>, order: Order): Graph<any, any> => parse(ordered(of, order));

/** Two towers that are joined, a shared weight with three users, dropout, and a parameter that nothing uses. */
const towers = graph({ X: f32("batch", 3), y: u8("batch") }, ({ X, y }, g) => {
  const unused = g.parameter("unused", [2]);
  const shared = g.parameter("shared", [3, 4], { init: "heNormal" });
  const right = dropout(relu(dense(X, { units: 4, name: "right" })), { rate: 0.5 });
  const left = dropout(relu(dense(X, { units: 4, name: "left" })), { rate: 0.5 });
  const z = add(add(matmul(X, shared), mul(left, matmul(X, shared))), matmul(relu(X), shared));
  const p = softmax(dense(add(z, right), { units: 2, init: "glorotUniform" }));
  void unused;
  return { loss: crossentropy(p, y), activity: mean(left), norm: sum(mul(shared, shared)) };
});
const feeds = { X: [[0.3, -2, 0.7], [1.5, 0.2, -0.4]], y: [1, 0] }; // biome-ignore format: one row a line says no more

const drawn = (of: Graph<any, any>): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(compile(of, { random: random(7) }).parameters)
      .sort(([a], [b]) => rising(a, b))
      .map(([id, { data }]) => [id, [...data]]),
  );

describe("what initialisers draw", () => {
  it("follows the lists of inputs back from the outputs, which go by name, whatever was declared first", () => {
    const network = graph({ X: f32(1, 1) }, ({ X }, g) => {
      const [c, b, a] = ["c", "b", "a"].map((name) => g.parameter(name, [1, 1], { init: { randn: 1 }, dtype: "float32" }));
      return { second: matmul(X, a!), first: sub(matmul(X, b!), c!) };
    });
    const stream = random(3);
    const [b, c, a] = [0, 1, 2].map(() => [Math.fround(stream.randn())]);
    const values = compile(network, { random: random(3) }).parameters;
    expect(Object.fromEntries(Object.entries(values).map(([id, { data }]) => [id, [...data]]))).toEqual({ a, b, c });
  });

  it("is the same for graphs whose diff is the same: parsed with sorted keys, and with their keys the other way round", () => {
    for (const order of [rising, falling]) {
      const other = reordered(towers, order);
      expect(diff(other, towers).same).toBe(true);
      expect(Object.keys(other.nodes)).not.toEqual(Object.keys(towers.nodes));
      expect(drawn(other)).toEqual(drawn(towers));
    }
  });

  it("is the same for a network, its gradients and its training step", () => {
    const own = drawn(towers);
    const step = trainStep(towers, { minimize: "loss", optimizer: adam() });
    for (const derived of [gradients(towers, { of: "loss" }), step, reordered(step, rising)]) expect(drawn(derived)).toMatchObject(own);
  });

  it("is the same after an edit that deletes layers, and its inverse patches", () => {
    const cut = edit(towers, (draft) => {
      const z = Object.keys(draft.nodes).find((id) => draft.nodes[id]?.inputs.includes("right") || id === "right") as string;
      expect(z).toBe("right");
      for (const [id, node] of Object.entries(draft.nodes)) {
        if (node.inputs.includes("right")) draft.nodes[id]!.inputs = ["left"];
      }
      for (const id of ["right", "right.weights", "right.biases", "unused"]) delete draft.nodes[id];
      delete draft.outputs.activity;
    });
    const back = applyEdit(cut.graph, cut.inversePatches);
    expect(print(back)).toBe(print(towers));
    expect(JSON.stringify(back)).toBe(JSON.stringify(towers));
    expect(drawn(back)).toEqual(drawn(towers));
    expect(print(applyEdit(towers, cut.patches))).toBe(print(cut.graph));
  });
});

describe("a training", () => {
  it("goes the same way, to the bit, from graphs whose diff is the same: weights, dropout, sums of cotangents, the global norm", () => {
    const trained = (network: Graph<any, any>) => {
      const step = compile(trainStep(network, { minimize: "loss", optimizer: adam(), clip: { globalNorm: 0.1 }, seed: 5 }), {
        random: random(7),
        backend: reference,
      });
      const losses = [1, 2, 3, 4].map(() => (step.run(feeds, ["loss"]) as Record<string, { item(): number }>).loss?.item());
      const states = Object.entries(step.parameters).sort(([a], [b]) => rising(a, b));
      return { losses, states: states.map(([id, { data }]) => [id, [...data]]) };
    };
    const own = trained(towers);
    for (const order of [rising, falling]) expect(trained(reordered(towers, order))).toEqual(own);
  });

  it("adds up cotangents from the last user to the first of the canonical order: (−1e8 + 1e8) + 1 is 1, where (1 − 1e8) + 1e8 is 0", () => {
    const network = graph({ x: f32() }, ({ x }) => {
      const [c, a, b] = [mul(x, 1, { name: "c" }), mul(x, 1e8, { name: "a" }), mul(x, -1e8, { name: "b" })];
      return { y: add(add(c, a), b) };
    }) as Graph<any, any>;
    for (const one of [network, reordered(network, rising), reordered(network, falling)]) {
      const derived = compile(gradients(one, { of: "y", with: ["x"] }), { backend: reference });
      expect(String(derived.run({ x: 3 })["d.x"])).toBe("1.0");
    }
  });
});
