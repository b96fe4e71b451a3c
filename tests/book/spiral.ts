import {
  argmax,
  argmaxAccuracy,
  clip,
  crossentropy,
  dense,
  div,
  f32,
  gather,
  graph,
  log,
  max,
  mean,
  neg,
  random,
  relu,
  slice,
  softmax,
  spiralData,
  sub,
  sum,
  type Tensor,
  u8,
} from "dagrad";
import { simdExp } from "./numpy-simd-exp.ts";

/** Points, labels and a generator that stands where the book's stands after spiral_data(100, 3) of seed 0. */
export function spiral() {
  const source = random(0);
  return { ...spiralData(100, 3, { random: source }), random: source };
}

/** linspace(low, high, 100) as NumPy fills it. */
const linspace = (low: number, high: number) => Array.from({ length: 100 }, (_, i) => (i === 99 ? high : low + i * ((high - low) / 99)));

/** Angle t and radius r of the points of three arms, before the noise. */
export const spiralGrid = () => ({
  t: [0, 1, 2].flatMap((label) => linspace(4 * label, 4 * (label + 1))),
  r: [0, 1, 2].flatMap(() => linspace(0, 1)),
});

/** exp(z − max z) ÷ Σ exp(z − max z) with the exp that the book's notebook was run with. */
export function notebookSoftmax(z: Tensor): Tensor {
  const e = simdExp(sub(z, max(z, { axis: 1, keepdims: true })) as Tensor);
  return div(e, sum(e, { axis: 1, keepdims: true })) as Tensor;
}

/** The chapter-5 network with every step of the book's class as an output; clipped before the labels pick, as in the book. */
export const spiralNetwork = (probabilitiesOf: (z: Tensor) => Tensor = (z) => softmax(z as Tensor<readonly [300, 3], "float32">)) =>
  graph({ X: f32(300, 2), y: u8(300) }, ({ X, y }) => {
    const dense1_output = dense(X, { units: 3 });
    const relu_output = relu(dense1_output as Tensor<readonly [300, 3], "float32">);
    const dense2_output = dense(relu_output, { units: 3 });
    const softmax_output = probabilitiesOf(dense2_output);
    const clipped = clip(softmax_output as Tensor<readonly [300, 3], "float32">, { min: 1e-7, max: 1 - 1e-7 });
    const correct_confidences = gather(clipped, y);
    const sample_losses = neg(log(correct_confidences as Tensor<readonly [300], "float32">));
    return {
      X,
      y,
      dense1_output,
      relu_output,
      dense2_output,
      softmax_output,
      clipped,
      correct_confidences,
      sample_losses,
      loss: mean(sample_losses),
      composite: crossentropy(softmax_output, y),
      accuracy: argmaxAccuracy(softmax_output, y),
      predictions: argmax(softmax_output),
      softmax_5: slice(softmax_output, { stop: 5 }),
    };
  });
