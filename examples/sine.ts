/**
 * Fig 4.12 to 4.36 of the book: a network of relu neurons tuned by hand until it follows a sine. Nothing is trained.
 *
 * node dist/examples/sine.js
 */
import { add, compile, dot, f64, graph, max, maximum, mean, mul, neg, relu, sineData, sqrt, sub, sum } from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { linePlot } from "./line-plot.ts";
import { save } from "./save.ts";

/** The sine is drawn with lines that bend here: slope 6 up to 0.7, slope 3.5 up to the top at 0.97; the rest is symmetry. */
const bend = 0.7 / 6;
const top = bend + 0.27 / 3.5;

/**
 * One pair of neurons a line: relu(height − relu(slope · (x − start))), counted with the sign.
 * The eighth pair lifts the curve by a constant while one tunes; in the end the others cancel out and its sign is 0.
 */
const pairs = [
  { start: 0, slope: 6, height: 0.7, sign: -1 },
  { start: bend, slope: 3.5, height: 0.27, sign: -1 },
  { start: 0.5 - top, slope: 3.5, height: 0.27, sign: 1 },
  { start: 0.5 - bend, slope: 6, height: 1.4, sign: 1 },
  { start: 0.5 + bend, slope: 3.5, height: 0.27, sign: 1 },
  { start: 1 - top, slope: 3.5, height: 0.27, sign: -1 },
  { start: 1 - bend, slope: 6, height: 0.7, sign: -1 },
  { start: 0, slope: 0, height: 1, sign: 0 },
];

/** Each neuron of the second layer listens to one of the first only, so the weights multiply number by number. */
export const network = graph({ x: f64("points", 1) }, ({ x }, g) => {
  const parameter = (name: string, values: readonly number[]) => g.parameter(name, [8], { init: values, dtype: "float64" });
  const w1 = parameter(
    "w1",
    pairs.map(({ slope }) => slope),
  );
  const b1 = parameter(
    "b1",
    pairs.map(({ slope, start }) => -slope * start),
  );
  const w2 = parameter(
    "w2",
    pairs.map(({ slope }) => (slope === 0 ? 0 : -1)),
  );
  const b2 = parameter(
    "b2",
    pairs.map(({ height }) => height),
  );
  const w3 = parameter(
    "w3",
    pairs.map(({ sign }) => sign),
  );

  const first = g.scope("First neuron of each pair", () => relu(add(mul(x, w1), b1)));
  const second = g.scope("Second neuron of each pair", () => relu(add(mul(first, w2), b2)));
  return { y: g.scope("Output", () => sum(mul(second, w3), { axis: 1, keepdims: true })) };
});
export default network;

/** How far a fit is off: at worst, and the square root of the mean square. */
export const error = graph({ fit: f64("points", 1), y: f64("points", 1) }, ({ fit, y }) => {
  const off = sub(fit, y);
  return { largest: max(maximum(off, neg(off))), rootMeanSquare: sqrt(mean(mul(off, off))) };
});

export async function main(directory = "out"): Promise<string[]> {
  const { X, y } = sineData(1000);
  const { y: fit } = compile(network).run({ x: X });
  const { largest, rootMeanSquare } = compile(error).run({ fit, y });
  console.log(`largest error: ${largest}`);
  console.log(`root mean square: ${rootMeanSquare}`);

  const plot = linePlot(
    {
      title: "A sine by sixteen relu neurons, tuned by hand",
      x: { name: "x", ticks: [0, 0.25, 0.5, 0.75, 1] },
      y: { name: "y", ticks: [-1, -0.5, 0, 0.5, 1] },
    },
    [
      { name: "sin 2πx", x: X.data, y: y.data, colour: ["#b84a00", "#ffa657"], dash: "6 4" },
      { name: "the network", x: X.data, y: fit.data, colour: ["#0072b2", "#58a6ff"] },
    ],
  );
  const picture = dot(network, { level: "formula", title: "The hand-tuned network" });
  return save(directory, { "sine.svg": plot, "sine-network.dot": picture, "sine-network.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
