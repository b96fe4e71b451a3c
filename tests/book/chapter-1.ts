import { add, argmax, compile, dense, f32, f64, type Graph, graph, mul, slice, step, sum, zeros } from "dagrad";
import { book } from "./book.ts";
import { exampleFeeds, figures } from "./formula.ts";
import { row } from "./row.ts";
import { sineNetwork } from "./sine-network.ts";

/** y = w x + b of one input, Fig 1.04 to 1.08. */
const line = (id: string) =>
  row({ id, network: () => graph({ w: f64(), x: f64(21), b: f64() }, ({ w, x, b }) => ({ y: add(mul(w, x), b) })) });

const countOf = (network: Graph): number => Object.values(compile(network).parameters).reduce((count, { data }) => count + data.length, 0);

/** Weights and biases of a network whose layers have these sizes. */
const denseCount = (inputs: number, ...layers: readonly number[]): number =>
  countOf(
    graph({ X: f32("batch", inputs) }, ({ X }) => {
      let y = dense(X, { units: layers[0] as number });
      for (const units of layers.slice(1)) y = dense(y, { units });
      return { y };
    }),
  );

/** Fig 1.13 and Fig 1.14 have one result each, and the truth gives them together. */
const figure = (id: string) => row({ id, network: figures, feeds: exampleFeeds, expected: book.fig113_114.results });

export const chapter1 = [
  ...["c1.fig1.04", "c1.fig1.05", "c1.fig1.06", "c1.fig1.07", "c1.fig1.08"].map(line),
  row({ id: "c1.fig1.09", network: () => graph({ x: f64(11) }, ({ x }) => ({ y: step(x) })) }),
  row({
    id: "c1.neuron",
    network: () =>
      graph({ inputs: f64(3), weights: f64(3), bias: f64() }, ({ inputs, weights, bias }) => {
        const pre = add(sum(mul(inputs, weights)), bias);
        return { pre, out: step(pre) };
      }),
  }),
  row({
    id: "c1.params",
    also: () => ({
      "4-4-4-3 (Fig 1.10 with the 4 inputs / 3 outputs assumed by the brief)": denseCount(4, 4, 4, 3),
      "4-3 (Fig 3.01)": denseCount(4, 3),
      "4-3-3 (Fig 3.02)": denseCount(4, 3, 3),
      "1-8-8-1 (Fig 4.07)": denseCount(1, 8, 8, 1),
      "1-64-64-1 (Fig 4.37)": denseCount(1, 64, 64, 1),
      "2-3-3 (spiral)": denseCount(2, 3, 3),
      "2-64-3 (ch10)": denseCount(2, 64, 3),
      "hand-tuned pairs net, not dense (Fig 4.33)": countOf(sineNetwork(book.fig4_hand_tuned.stages["4.33"]!)),
    }),
  }),
  row({
    id: "c1.classify",
    network: () => graph({ outputs: f64(2) }, ({ outputs }) => ({ argmax: argmax(outputs) })),
    also: (y, { inputs }) => ({ label: (inputs.labels as string[])[y.argmax.item()] }),
  }),
  row({
    id: "c1.split",
    network: () =>
      graph({ samples: f32(100_000) }, ({ samples }) => ({
        validation: slice(samples, { stop: 10_000 }),
        train: slice(samples, { start: 10_000 }),
      })),
    feeds: ({ inputs }) => ({ samples: zeros([inputs.n as number], "float32") }),
    also: (y) => ({ train: y.train.data.length }),
  }),
  figure("c1.fig1.13"),
  figure("c1.fig1.14"),
];
