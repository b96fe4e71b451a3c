import {
  add,
  compile,
  div,
  exp,
  f64,
  type Graph,
  graph,
  log,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  reference,
  sum,
  type Tensor,
  trace,
  transpose,
  wasm,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { type BookGraph, type BookTensor, book, ndarray } from "./book.ts";
import { differences } from "./compare.ts";

// Source: the truth's graphs of Fig 1.13 (indices put right) and Fig 1.14 (word for word), evaluated by NumPy 1.24.
const { graphs } = book.fig113_114;

type BookNode = BookGraph["nodes"][number];
type Make = (inputs: readonly Tensor[], node: BookNode) => Tensor;

const binary =
  (op: (a: Tensor, b: Tensor, options: { name: string }) => Tensor): Make =>
  ([a, b], { id }) =>
    op(a as Tensor, b as Tensor, { name: id });
const unary =
  (op: (x: Tensor, options: { name: string }) => Tensor): Make =>
  ([x], { id }) =>
    op(x as Tensor, { name: id });

/** How each op of the truth's graphs is called. */
const make: Readonly<Record<string, Make>> = {
  add: binary(add),
  div: binary(div),
  exp: unary(exp as (x: Tensor) => Tensor),
  log: unary(log as (x: Tensor) => Tensor),
  matmul: binary(matmul),
  maximum: binary(maximum),
  mean: unary(mean),
  mul: binary(mul),
  neg: unary(neg),
  sum: ([x], { id, attrs }) => sum(x as Tensor, { name: id, ...attrs }),
  transpose: ([x], { id }) => transpose(x as Tensor, { name: id }),
};

/** The truth's graph, node for node and under its names. */
function built({ nodes, values }: BookGraph): Graph {
  const [X, y] = ["X", "y"].map((id) => (nodes.find((node) => node.id === id) as BookNode).shape) as [number[], number[]];
  return graph({ X: f64(...X), y: f64(...y) }, (inputs, g) => {
    const handles = new Map<string, Tensor>(Object.entries(inputs));
    for (const node of nodes) {
      const { id, op, shape } = node;
      const init = ndarray(values[id] as BookTensor);
      if (op === "param") handles.set(id, g.parameter(id, shape, { init, dtype: "float64" }));
      else if (op === "const") handles.set(id, g.constant(init, { name: id }));
      else if (op !== "input")
        handles.set(
          id,
          (make[op] as Make)(
            node.in.map((input) => handles.get(input) as Tensor),
            node,
          ),
        );
    }
    return { loss: handles.get("loss") as Tensor };
  });
}

describe.each(Object.entries(graphs))("%s", (_, truth) => {
  const network = built(truth);

  test("has the truth's nodes, edges and shapes", () => {
    const nodes = Object.entries(network.nodes);
    expect(nodes).toHaveLength(truth.n_nodes);
    expect(nodes.map(([id, { shape }]) => [id, shape]).toSorted()).toEqual(truth.nodes.map(({ id, shape }) => [id, shape]).toSorted());
    const edges = nodes.flatMap(([id, { inputs }]) => inputs.map((input, position) => [input, id, position]));
    expect(edges.toSorted()).toEqual(truth.edges.toSorted());
    expect(edges).toHaveLength(truth.n_edges);
  });

  test.each([reference, wasm()])("has at every node the value that NumPy has there, within 1e-13, on $name", (backend) => {
    const feeds = { X: ndarray(truth.values.X as BookTensor), y: ndarray(truth.values.y as BookTensor) };
    const { values } = trace(compile(network, { backend }), feeds);
    expect(differences(values, truth.values, { abs: 1e-13, rel: 1e-13 })).toEqual([]);
  });
});
