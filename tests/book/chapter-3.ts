import {
  add,
  array,
  cast,
  concat,
  cos,
  dense,
  expandDims,
  f32,
  f64,
  graph,
  matmul,
  mul,
  random,
  relu,
  sin,
  slice,
  step,
  type Tensor,
  transpose,
} from "dagrad";
import { spiralPoints } from "./book.ts";
import { repr } from "./layout.ts";
import { row } from "./row.ts";
import { spiral, spiralGrid } from "./spiral.ts";

const seeded = () => ({ random: random(0) });

export const chapter3 = [
  row({
    id: "c3.01",
    network: () =>
      graph(
        { inputs: f64(3, 4), weights: f64(3, 4), biases: f64(3), weights2: f64(3, 3), biases2: f64(3) },
        ({ inputs, weights, biases, weights2, biases2 }) => {
          const layer1_outputs = add(matmul(inputs, transpose(weights)), biases);
          return { layer1_outputs, layer2_outputs: add(matmul(layer1_outputs, transpose(weights2)), biases2) };
        },
      ),
    printed: ({ layer2_outputs }) => [repr(layer2_outputs)],
  }),
  row({
    id: "c3.03",
    network: () => graph({}, (_, g) => ({ randn: g.parameter("normals", [2, 5], { init: { randn: 1 } }) })),
    options: seeded,
    printed: ({ randn }) => [String(randn)],
  }),
  row({
    id: "c3.04",
    network: () => graph({}, (_, g) => ({ zeros: g.parameter("nothing", [2, 5], { init: "zeros" }) })),
    printed: ({ zeros }) => [String(zeros)],
  }),
  row({
    id: "c3.05",
    network: () => graph({}, (_, g) => ({ weights: g.parameter("w", [2, 4]), biases: g.parameter("b", [1, 4], { init: "zeros" }) })),
    options: seeded,
    printed: ({ weights, biases }) => [`${weights}\n${biases}`],
  }),
  row({
    id: "c3.06",
    // The formula as a graph: each arm (r sin 2.5t, r cos 2.5t) with t = linspace + 0.2 · randn, the noise in float32.
    network: () =>
      graph({ noise: f32(300), t: f64(300), r: f64(300) }, ({ noise, t, r }) => {
        const angle = mul(add(t, cast(mul(noise, 0.2), { dtype: "float64" })), 2.5);
        const column = (x: Tensor): Tensor => expandDims(x, { axis: 1 });
        return { X: cast(concat([column(mul(r, sin(angle))), column(mul(r, cos(angle)))], { axis: 1 }), { dtype: "float32" }) };
      }),
    feeds: () => ({
      noise: array(Array.from(random(0).randn(300).data), "float32"),
      ...spiralGrid(),
    }),
    also: () => ({ "spiralData X": spiral().X }),
    expected: { X: spiralPoints, "spiralData X": spiralPoints },
  }),
  row({
    id: "c3.07",
    network: () => graph({ X: f32(300, 2) }, ({ X }) => ({ dense1_output_5: slice(dense(X, { units: 3 }), { stop: 5 }) })),
    feeds: () => ({ X: spiral().X }),
    options: () => ({ random: spiral().random }),
    printed: ({ dense1_output_5 }) => [String(dense1_output_5)],
  }),
  row({
    id: "c3.09",
    network: () =>
      graph({ X: f64(2, 2), w: f64(2), b: f64() }, ({ X, w, b }) => {
        const pre = add(matmul(X, w), b);
        return { pre, relu: relu(pre), step: step(pre) };
      }),
  }),
];
