import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { diff } from "../../graph/edit/diff.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32 } from "../../graph/input.ts";
import { print } from "../../graph/print/print.ts";
import { printDiff } from "../../graph/print/print-diff.ts";
import { network } from "./network.ts";
import { randomGraph } from "./random-graph.ts";
import { op } from "./untyped-ops.ts";

const with_ = (part: object): Graph => ({ ...network, ...part }) as Graph;
const withNode = (id: string, part: object): Graph => with_({ nodes: { ...network.nodes, [id]: { ...network.nodes[id], ...part } } });

describe("diff", () => {
  it("of a graph and itself, a copy, or one declared in another order is nothing", () => {
    const copy = JSON.parse(JSON.stringify(network)) as Graph;
    const backwards = with_({ nodes: Object.fromEntries(Object.entries(network.nodes).reverse()) });
    for (const other of [network, copy, backwards]) {
      const nothing = { same: true, added: {}, removed: {}, changed: {}, inputs: null, outputs: {}, updates: {} };
      expect(diff(network, other)).toEqual(nothing);
      expect(printDiff(diff(network, other))).toBe("");
    }
  });

  it("names the fields of a node that changed, from and to", () => {
    const changed = diff(network, withNode("loss", { attrs: { reduction: "sum", weight: 2 }, shape: ["batch"], dtype: "float64" }));
    expect(changed.same).toBe(false);
    expect(changed.changed).toEqual({
      loss: {
        attrs: { reduction: { from: "mean", to: "sum" }, weight: { from: null, to: 2 } },
        shape: { from: [], to: ["batch"] },
        dtype: { from: "float32", to: "float64" },
      },
    });
  });

  it("holds added and removed nodes whole", () => {
    const { relu1, ...others } = network.nodes;
    expect(diff(network, with_({ nodes: others })).removed).toEqual({ relu1 });
    expect(diff(with_({ nodes: others }), network).added).toEqual({ relu1 });
  });

  it("names inputs, outputs and updates that changed", () => {
    const other = with_({ inputs: ["y", "X"], outputs: { loss: "relu1", extra: "loss" }, updates: { "dense1.biases": "dense2.biases" } });
    expect(diff(network, other)).toMatchObject({
      inputs: { from: ["X", "y"], to: ["y", "X"] },
      outputs: {
        probabilities: { from: "softmax1", to: null },
        loss: { from: "loss", to: "relu1" },
        extra: { from: null, to: "loss" },
      },
      updates: { "dense1.biases": { from: null, to: "dense2.biases" } },
    });
  });

  it("is the same exactly when the prints are the same lines, of 300 pairs of random graphs, and is mirrored when they are swapped", () => {
    const pair = fc
      .tuple(randomGraph, randomGraph)
      .map(([a, b]) => (print(a).length % 3 === 0 ? ([a, JSON.parse(JSON.stringify(a))] as const) : ([a, b] as const)));
    const lines = (one: Graph): string => print(one).split("\n").sort().join("\n");
    let equal = 0;
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [there, back] = [diff(a, b), diff(b, a)];
        expect(there.same).toBe(lines(a) === lines(b));
        expect(printDiff(there) === "").toBe(there.same);
        expect(back.removed).toEqual(there.added);
        expect(Object.keys(back.changed).sort()).toEqual(Object.keys(there.changed).sort());
        expect(JSON.parse(JSON.stringify(there))).toEqual(there);
        if (there.same) equal++;
      }),
      { seed: 11, numRuns: 300 },
    );
    expect(equal).toBeGreaterThan(50);
  });
});

describe("printDiff", () => {
  it("shows one line per change", () => {
    const before = graph({ x: f32("batch", 3) }, ({ x }, g) => {
      const w = g.parameter("w", [3], { init: "zeros" });
      const u = g.parameter("u", [3], { init: Array.from({ length: 3 }, () => Number.NaN) });
      g.update(w, u);
      const hidden = op.exp(op.mul(x, w, { name: "scaled" }), { name: "hidden" });
      return { hidden, total: op.sum(hidden, { axis: 1, name: "total" }) };
    });
    const after = graph({ z: f32("batch", 3), x: f32("batch", 3) }, ({ x, z }, g) => {
      const w = g.parameter("w", [3], { init: { randn: 0.5 } });
      const u = g.parameter("u", [3], { init: Array.from({ length: 3 }, () => 1) });
      g.update(w, w);
      g.update(u, w);
      const hidden = g.scope('the "hidden" one', () => op.relu(op.mul(z, w, { name: "scaled" }), { name: "hidden" }));
      return { hidden, sum: op.sum(hidden, { axis: 1, keepdims: true, name: "total" }), input: x };
    });
    expect(printDiff(diff(before, after))).toMatchInlineSnapshot(`
      "+ z = input : float32[batch, 3]
      ~ w {init}: zeros → randn(0.5)
      ~ u {init}: ["NaN", "NaN", "NaN"] → [1, 1, 1]
      ~ scaled inputs: (x, w) → (z, w)
      ~ scaled scope: none → "the \\"hidden\\" one"
      ~ hidden op: exp → relu
      ~ hidden scope: none → "the \\"hidden\\" one"
      ~ total {keepdims}: false → true
      ~ total shape: [batch] → [batch, 1]
      ~ inputs: (x) → (z, x)
      - output total = total
      + output sum = total
      + output input = x
      ~ update w: u → w
      + update u = w"
    `);
    expect(printDiff(diff(after, before))).toMatchInlineSnapshot(`
      "- z = input : float32[batch, 3]
      ~ w {init}: randn(0.5) → zeros
      ~ u {init}: [1, 1, 1] → ["NaN", "NaN", "NaN"]
      ~ scaled inputs: (z, w) → (x, w)
      ~ scaled scope: "the \\"hidden\\" one" → none
      ~ hidden op: relu → exp
      ~ hidden scope: "the \\"hidden\\" one" → none
      ~ total {keepdims}: true → false
      ~ total shape: [batch, 1] → [batch]
      ~ inputs: (z, x) → (x)
      - output sum = total
      - output input = x
      + output total = total
      ~ update w: w → u
      - update u = w"
    `);
  });
});
