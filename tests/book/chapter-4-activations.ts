import {
  add,
  compile,
  concat,
  dense,
  div,
  exp,
  expandDims,
  f32,
  f64,
  graph,
  linear,
  matmul,
  maximum,
  mul,
  type NdArray,
  neg,
  reference,
  relu,
  reshape,
  sigmoid,
  sin,
  slice,
  sub,
  type Tensor,
  transpose,
} from "dagrad";
import { book, feedOf, type SineStage } from "./book.ts";
import { list } from "./layout.ts";
import { row } from "./row.ts";
import { sineNetwork } from "./sine-network.ts";
import { spiral } from "./spiral.ts";

/** relu(w x + b), Fig 4.12 to 4.15; it has no kink where w is 0. */
const single = (id: string) =>
  row({
    id,
    network: () => graph({ w: f64(), b: f64(), x: f64(31) }, ({ w, b, x }) => ({ y: relu(add(mul(x, w), b)), bend: div(neg(b), w) })),
    also: ({ bend }) => ({ kink: Number.isNaN(bend.item()) ? null : bend.item() }),
  });

/** relu(w2 relu(w1 x + b1) + b2), Fig 4.16 to 4.19; both neurons are active between b1 + b2 ÷ w2 and b1 where w1 is −1. */
const pair = (id: string) =>
  row({
    id,
    network: () =>
      graph({ w1: f64(), b1: f64(), w2: f64(), b2: f64(), x: f64(31) }, ({ w1, b1, w2, b2, x }) => ({
        y: relu(add(mul(relu(add(mul(x, w1), b1)), w2), b2)),
        from: add(b1, div(b2, w2)),
        to: add(b1, 0),
      })),
    also: ({ from, to }) => ({ area_of_effect: [from.item(), to.item()] }),
    left: { rule: "the inequality in words" },
  });

/** max(0, x) of a list, which Python prints number by number: whole ones without a point. */
const reluOfList = (id: string) =>
  row({
    id,
    network: () => graph({ inputs: f64(8) }, ({ inputs }) => ({ output: maximum(0, inputs) })),
    printed: ({ output }) => [list(Array.from(output.data, String))],
  });

const everyStage = (value: (stage: SineStage) => unknown) =>
  Object.fromEntries(Object.entries(book.fig4_hand_tuned.stages).map(([figure, stage]) => [figure, value(stage)]));

export const activations = [
  row({ id: "c4.01", network: () => graph({ x: f64(21) }, ({ x }) => ({ y: linear(x) })) }),
  row({
    id: "c4.02",
    network: () => graph({ x: f64(20) }, ({ x }) => ({ y_stable: sigmoid(x), naive: div(1, add(1, exp(neg(x)))) })),
    also: ({ naive }) => ({ "y_naive_1/(1+exp(-x))": naive }),
  }),
  row({ id: "c4.03", network: () => graph({ x: f64(10) }, ({ x }) => ({ y: relu(x) })) }),
  row({
    id: "c4.04",
    network: () =>
      graph({ i: f64(5, 1), pi: f64() }, ({ i, pi }) => {
        const x = div(i, 5);
        // Over one period ∫ x sin 2πx = −1 ÷ 2π, from which the least-squares line and what it leaves of ∫ sin² = ½ follow.
        const slope = div(-6, pi);
        return {
          sine_data_5: concat([x, sin(mul(mul(x, 2), pi))], { axis: 1 }),
          slope,
          intercept: div(slope, -2),
          mse_floor: sub(0.5, div(mul(slope, slope), 12)),
        };
      }),
    feeds: () => ({ i: [[0], [1], [2], [3], [4]], pi: Math.PI }),
    also: ({ slope, intercept, mse_floor }) => ({ best_line_continuous: { slope, intercept, mse_floor } }),
  }),
  row({
    id: "c4.05",
    network: () =>
      graph({ W1: f64(2, 1), b1: f64(2), W2: f64(1, 2), b2: f64(1), x: f64(31) }, ({ W1, b1, W2, b2, x }) => {
        const layer1 = linear(add(matmul(expandDims(x, { axis: 1 }), transpose(W1)), b1) as Tensor<readonly [31, 2], "float64">);
        const y = linear(add(matmul(layer1, transpose(W2)), b2) as Tensor<readonly [31, 1], "float64">);
        return { slope: matmul(W2, W1), intercept: add(matmul(W2, b1), b2), y: reshape(y, { shape: [31] }) };
      }),
  }),
  ...["c4.fig4.12", "c4.fig4.13", "c4.fig4.14", "c4.fig4.15"].map(single),
  ...["c4.fig4.16", "c4.fig4.17", "c4.fig4.18-4.19"].map(pair),
  row({
    id: "c4.06",
    also: () =>
      everyStage(
        (stage) =>
          compile(sineNetwork(stage), { backend: reference }).run({ x: feedOf(book.fig4_hand_tuned.x) as NdArray<"float64"> }, ["y"]).y,
      ),
    expected: everyStage(({ y }) => y),
  }),
  reluOfList("c4.30"),
  reluOfList("c4.31"),
  row({
    id: "c4.32",
    network: () => graph({ inputs: f64(8) }, ({ inputs }) => ({ output: relu(inputs) })),
    printed: ({ output }) => [String(output)],
  }),
  row({
    id: "c4.33",
    network: () =>
      graph({ X: f32(300, 2) }, ({ X }) => ({
        relu_5: slice(relu(dense(X, { units: 3 }) as Tensor<readonly [300, 3], "float32">), { stop: 5 }),
      })),
    feeds: () => ({ X: spiral().X }),
    options: () => ({ random: spiral().random }),
    printed: ({ relu_5 }) => [String(relu_5)],
  }),
];
