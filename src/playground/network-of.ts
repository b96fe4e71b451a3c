import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, u8 } from "../../graph/input.ts";
import type { AnyTensor } from "../../graph/op.ts";
import { add } from "../../ops/elementwise/add.ts";
import { elu } from "../../ops/elementwise/elu.ts";
import { leakyRelu } from "../../ops/elementwise/leaky-relu.ts";
import { linear } from "../../ops/elementwise/linear.ts";
import { relu } from "../../ops/elementwise/relu.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { tanh } from "../../ops/elementwise/tanh.ts";
import { dense } from "../../ops/layers/dense.ts";
import { dropout } from "../../ops/layers/dropout.ts";
import { argmaxAccuracy } from "../../ops/losses/argmax-accuracy.ts";
import { binaryAccuracy } from "../../ops/losses/binary-accuracy.ts";
import { binaryCrossentropy } from "../../ops/losses/binary-crossentropy.ts";
import { crossentropy } from "../../ops/losses/crossentropy.ts";
import { meanSquaredError } from "../../ops/losses/mean-squared-error.ts";
import { softmax } from "../../ops/reduce/softmax.ts";
import type { Kind, Task } from "./data-sets.ts";
import type { ActivationName, InitName, Layer, Settings } from "./settings.ts";

const activations = { relu, tanh, sigmoid, leakyRelu, elu, linear } as const satisfies Record<ActivationName, unknown>;

/** How the weights of a layer begin, as `dense` takes it. */
export function initOf(init: InitName, activation: ActivationName | "softmax"): { readonly randn: number } | "heUniform" | "glorotUniform" {
  if (init === "book") return { randn: 0.01 };
  if (init === "fitting")
    return activation === "relu" || activation === "leakyRelu" || activation === "elu" ? "heUniform" : "glorotUniform";
  return init === "he" ? "heUniform" : "glorotUniform";
}

/** True where a layer adds to the loss. */
export const isPenalised = ({ l1, l2 }: Layer): boolean => l1 > 0 || l2 > 0;

/** λ for weights and biases, as the book has them, where there is one. */
const strength = (name: "l1" | "l2", lambda: number) => (lambda > 0 ? { [name]: { weights: lambda, biases: lambda } } : {});

/** The network that the controls describe, for points of that kind: its output, loss and accuracy follow from them. */
export function networkOf(settings: Settings, task: Task): Graph<any, any> {
  const { kind, classes, features } = task;
  const target = kind === "classes" ? u8("batch") : kind === "two classes" ? u8("batch", 1) : f32("batch", 1);
  return graph({ X: f32("batch", features), y: target }, ({ X, y }, g) => {
    let hidden = X as AnyTensor;
    for (const layer of settings.layers) {
      const { units, activation, l1, l2 } = layer;
      const init = initOf(settings.init, activation);
      const options = { units, init, ...strength("l1", l1), ...strength("l2", l2) };
      const act = activation === "linear" ? {} : { activation: activations[activation] as (x: AnyTensor) => AnyTensor };
      hidden = dense(hidden, { ...options, ...act });
      if (layer.dropout > 0) hidden = dropout(hidden, { rate: layer.dropout });
    }
    const last = { units: kind === "classes" ? classes : 1, init: initOf(settings.init, "softmax") };
    const of = { kind, hidden, y: y as AnyTensor, last };
    const { output, loss, accuracy } = outputsOf(of);
    const losses = settings.layers.some(isPenalised) ? { loss: add(loss, g.penalty()), dataLoss: loss } : { loss };
    return { ...output, ...losses, ...(accuracy && { accuracy: accuracy() }) };
  });
}

interface Last {
  readonly kind: Kind;
  readonly hidden: AnyTensor;
  readonly y: AnyTensor;
  readonly last: { readonly units: number; readonly init: ReturnType<typeof initOf> };
}

function outputsOf({ kind, hidden, y, last }: Last): {
  readonly output: Readonly<Record<string, AnyTensor>>;
  readonly loss: AnyTensor;
  /** Made after the loss and its penalties, as in the code: the order of nodes decides the order of sums. */
  readonly accuracy?: () => AnyTensor;
} {
  if (kind === "classes") {
    const probabilities = dense(hidden, { ...last, activation: softmax });
    return { output: { probabilities }, loss: crossentropy(probabilities, y), accuracy: () => argmaxAccuracy(probabilities, y) };
  }
  if (kind === "two classes") {
    const probability = dense(hidden, { ...last, activation: sigmoid as (x: AnyTensor) => AnyTensor });
    return { output: { probability }, loss: binaryCrossentropy(probability, y), accuracy: () => binaryAccuracy(probability, y) };
  }
  const prediction = dense(hidden, last);
  return { output: { prediction }, loss: meanSquaredError(prediction, y) };
}
