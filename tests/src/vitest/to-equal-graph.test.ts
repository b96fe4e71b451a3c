import { describe, expect, it } from "vitest";
import { add, dense, exp, f32, type Graph, graph, relu, sum } from "../../../src/index.ts";
import "../../../src/vitest/index.ts";

const network = (units = 3): Graph =>
  graph({ X: f32("batch", 2) }, ({ X }, g) => {
    const hidden = relu(dense(X, { units }));
    return { total: sum(hidden), shifted: add(hidden, g.constant([1, 2, 3].slice(0, units), { dtype: "float32" })) };
  });

describe("toEqualGraph", () => {
  it("passes for a graph that is built, or read from JSON, a second time", () => {
    expect(network()).toEqualGraph(network());
    expect(JSON.parse(JSON.stringify(network()))).toEqualGraph(network());
    expect(network(2)).not.toEqualGraph(network());
    expect({ graph: network() }).toEqual({ graph: expect.toEqualGraph(network()) });
  });

  it("lets the order of nodes be", () => {
    const { nodes, ...rest } = network();
    expect({ ...rest, nodes: Object.fromEntries(Object.entries(nodes).reverse()) }).toEqualGraph(network());
  });

  it("shows what differs", () => {
    const other = graph({ X: f32("batch", 2) }, ({ X }) => {
      const hidden = exp(dense(X, { units: 3 }));
      return { total: sum(hidden, { axis: 0 }), hidden };
    });
    expect(() => expect(other).toEqualGraph(network())).toThrowErrorMatchingInlineSnapshot(`
      [Error: toEqualGraph: graphs differ, - expected + received

      - relu1 = relu(dense1) : float32[batch, 3]
      - constant1 = constant [1, 2, 3] : float32[3]
      - add1 = add(relu1, constant1) : float32[batch, 3]
      + exp1 = exp(dense1) : float32[batch, 3]
      ~ sum1 inputs: (relu1) → (exp1)
      ~ sum1 {axis}: [0, 1] → [0]
      ~ sum1 shape: [] → [3]
      - output shifted = add1
      + output hidden = exp1]
    `);
  });

  it("shows that nothing differs where it must", () => {
    expect(() => expect(network()).not.toEqualGraph(network())).toThrowErrorMatchingInlineSnapshot(
      `[Error: toEqualGraph: expected the graphs to differ, but they are equal]`,
    );
  });

  it("shows what is no graph, on which side", () => {
    expect(() => expect({ nodes: {} }).toEqualGraph(network())).toThrowErrorMatchingInlineSnapshot(
      `[Error: toEqualGraph: received must be a graph, got an object]`,
    );
    expect(() => expect(network()).toEqualGraph(null as unknown as Graph)).toThrowErrorMatchingInlineSnapshot(
      `[Error: toEqualGraph: expected must be a graph, got null]`,
    );
  });
});
