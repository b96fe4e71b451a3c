import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { print } from "../../graph/print/print.ts";
import { ancestors, consumers, topologicalOrder } from "../../graph/walk.ts";
import { network } from "./network.ts";
import { randomGraph } from "./random-graph.ts";
import { thrown } from "./thrown.ts";

/** A graph of these edges alone: id → inputs. */
const wired = (edges: Readonly<Record<NodeId, readonly NodeId[]>>): Graph => ({
  ...network,
  nodes: Object.fromEntries(
    Object.entries(edges).map(([id, inputs]) => [id, { op: "add", inputs, attrs: {}, shape: [], dtype: "float32", scope: [] }]),
  ),
});

/** The same graph with its nodes declared in the order that `keys` sorts them into. */
function shuffled(graph: Graph, keys: readonly number[]): Graph {
  const entries = Object.entries(graph.nodes).map((entry, i) => ({ entry, key: keys[i % keys.length] as number, i }));
  entries.sort((a, b) => a.key - b.key || a.i - b.i);
  return { ...graph, nodes: Object.fromEntries(entries.map(({ entry }) => entry)) };
}

/** The order by its definition: again and again the first declared node whose inputs are all done. */
function slowOrder(graph: Graph): NodeId[] {
  const order: NodeId[] = [];
  const left = new Set(Object.keys(graph.nodes));
  while (left.size > 0) {
    const next = [...left].find((id) => graph.nodes[id]?.inputs.every((input) => !left.has(input))) as NodeId;
    left.delete(next);
    order.push(next);
  }
  return order;
}

describe("topologicalOrder", () => {
  it("is the order of declaration where that fits", () => {
    expect(topologicalOrder(network)).toEqual(Object.keys(network.nodes));
  });

  it("puts inputs first and takes the first declared of the nodes that are free, of 300 shuffled random graphs", () => {
    const keys = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(randomGraph, keys, (graph, order) => {
        const one = shuffled(graph, order);
        expect(topologicalOrder(one)).toEqual(slowOrder(one));
        expect(topologicalOrder(one)).toEqual(topologicalOrder(JSON.parse(JSON.stringify(one))));
        expect(
          print(one)
            .split("\n")
            .filter((line) => !line.startsWith("inputs "))
            .sort(),
        ).toEqual(print(graph).split("\n").sort());
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it("counts a node that takes the same input twice once", () => {
    expect(topologicalOrder(wired({ c: ["b", "b"], b: ["a", "a"], a: [] }))).toEqual(["a", "b", "c"]);
  });

  it("names the nodes of a cycle", () => {
    expect(thrown(() => topologicalOrder(wired({ a: ["a"] })))).toMatchInlineSnapshot(`
      "GraphError cycle at a
      graph: nodes must not depend on themselves, got the cycle "a" ← "a"; cut one of these edges"
    `);
    expect(thrown(() => topologicalOrder(wired({ x: ["c"], a: ["b"], b: ["c"], c: ["a"] })))).toMatchInlineSnapshot(`
      "GraphError cycle at c
      graph: nodes must not depend on themselves, got the cycle "c" ← "a" ← "b" ← "c"; cut one of these edges"
    `);
    const ring = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, [`n${(i + 1) % 20}`]]));
    expect(thrown(() => topologicalOrder(wired(ring)))).toMatchInlineSnapshot(`
      "GraphError cycle at n0
      graph: nodes must not depend on themselves, got the cycle "n0" ← "n1" ← "n2" ← "n3" ← "n4" ← "n5" ← "n6" ← "n7" ← … ← "n0"; cut one of these edges"
    `);
  });

  it("names an input that is no node", () => {
    expect(thrown(() => topologicalOrder(wired({ a: ["b"] })))).toMatchInlineSnapshot(`
      "GraphError unknown-node at b
      graph: no node has the id "b"; look at print(graph) for the ids"
    `);
  });
});

describe("consumers and ancestors", () => {
  it("list the users of a node once each, and all that a node is made of", () => {
    expect(Object.fromEntries(consumers(network))).toEqual({
      X: ["dense1"],
      y: ["loss"],
      "dense1.weights": ["dense1"],
      "dense1.biases": ["dense1"],
      dense1: ["relu1"],
      relu1: ["dense2"],
      "dense2.weights": ["dense2"],
      "dense2.biases": ["dense2"],
      dense2: ["softmax1"],
      softmax1: ["loss"],
    });
    expect(consumers(wired({ a: [], b: ["a", "a"] })).get("a")).toEqual(["b"]);
    expect([...ancestors(network, ["relu1"])].sort()).toEqual(["X", "dense1", "dense1.biases", "dense1.weights", "relu1"]);
    expect(ancestors(network, []).size).toBe(0);
    expect(ancestors(wired({ a: ["b"], b: ["a"] }), ["a"]).size).toBe(2);
  });
});
