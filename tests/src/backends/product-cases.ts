import { add, f32, graph, matmul, NdArray, random, relu, sum, transpose } from "dagrad";
import type { GraphCase } from "./random-graph.ts";

/** Rows, inner size and columns beyond every block that a product may be cut into, with a rest in each. */
const sizes = [
  [1, 784, 128],
  [1, 513, 25],
  [2, 520, 31],
  [3, 7, 97],
  [5, 1025, 33],
  [64, 64, 64],
  [129, 513, 9],
  [257, 65, 17],
] as const;

/** x · w, x · wᵀ and xᵀ · w of those sizes, with what follows them in a layer. */
export const productCases: readonly GraphCase[] = sizes.flatMap(([M, K, N], seed) => {
  const draw = random(seed);
  const normal = (...shape: number[]): NdArray => new NdArray(Float32Array.from(draw.randn(...shape).data), shape, "float32");
  const biases = normal(N);
  const network = (turnA: boolean, turnB: boolean) =>
    graph({ a: turnA ? f32(K, M) : f32(M, K), b: turnB ? f32(N, K) : f32(K, N), c: f32(N) }, ({ a, b, c }) => {
      const y = matmul((turnA ? transpose(a) : a) as never, (turnB ? transpose(b) : b) as never);
      return { y, z: relu(add(y, c) as never), total: sum(y, { axis: 0 }) };
    });
  return [
    [false, false],
    [false, true],
    [true, false],
  ].map(([turnA, turnB]) => ({
    name: `${turnA ? "T" : "N"}${turnB ? "T" : "N"} ${M}x${K}x${N}`,
    graph: network(turnA as boolean, turnB as boolean),
    feeds: { a: turnA ? normal(K, M) : normal(M, K), b: turnB ? normal(N, K) : normal(K, N), c: biases },
    parameters: {},
  }));
});
