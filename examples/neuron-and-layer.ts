/**
 * Chapter 2 of the book: one neuron, then a layer of three neurons over a batch of samples.
 *
 * node dist/examples/neuron-and-layer.js
 */
import { add, compile, dot, f64, graph, matmul, transpose } from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { save } from "./save.ts";

/** Σ inputs · weights + bias: the dot product of two vectors is one number. */
export const neuron = graph({ inputs: f64(4), weights: f64(4), bias: f64() }, ({ inputs, weights, bias }) => ({
  output: add(matmul(inputs, weights), bias),
}));

/** Three neurons at once. The book keeps one row of weights a neuron, so the product needs them transposed. */
export const layer = graph({ inputs: f64("samples", 4), weights: f64(3, 4), biases: f64(3) }, ({ inputs, weights, biases }) => ({
  outputs: add(matmul(inputs, transpose(weights)), biases),
}));
export default layer;

export async function main(directory = "out"): Promise<string[]> {
  const { output } = compile(neuron).run({ inputs: [1, 2, 3, 2.5], weights: [0.2, 0.8, -0.5, 1], bias: 2 });
  console.log(`one neuron: ${output}`);

  const { outputs } = compile(layer).run({
    inputs: [
      [1, 2, 3, 2.5],
      [2, 5, -1, 2],
      [-1.5, 2.7, 3.3, -0.8],
    ],
    weights: [
      [0.2, 0.8, -0.5, 1],
      [0.5, -0.91, 0.26, -0.5],
      [-0.26, -0.27, 0.17, 0.87],
    ],
    biases: [2, 3, 0.5],
  });
  console.log(`three neurons, three samples:\n${outputs}`);

  const picture = dot(layer, { level: "formula", title: "A layer of three neurons" });
  return save(directory, { "layer.dot": picture, "layer.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
