import { graph } from "../../graph/build.ts";
import { internal } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, u8 } from "../../graph/input.ts";
import type { AnyTensor } from "../../graph/op.ts";
import { add } from "../../ops/elementwise/add.ts";
import { dense } from "../../ops/layers/dense.ts";
import type { Task } from "./data-sets.ts";
import type { End } from "./first/network-parts.ts";
import { networkParts } from "./network-parts.ts";
import type { ActivationName, InitName, Layer, Settings } from "./settings.ts";

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

/** A part that this script has. What the first one lacks, the larger one has: see WorkerLink. */
function had<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw internal(`this script has no ${name}`);
  return part;
}

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
      const act = activation === "linear" ? {} : { activation: had(networkParts.activations[activation], activation) };
      hidden = dense(hidden, { ...options, ...act });
      if (layer.dropout > 0) hidden = had(networkParts.dropout, "dropout")(hidden, { rate: layer.dropout });
    }
    const end: End = had(networkParts.ends[kind], kind);
    const { activation } = end;
    const last = { units: kind === "classes" ? classes : 1, init: initOf(settings.init, "softmax"), ...(activation && { activation }) };
    const output = dense(hidden, last);
    const loss = end.loss(output, y as AnyTensor);
    const losses = settings.layers.some(isPenalised) ? { loss: add(loss, g.penalty()), dataLoss: loss } : { loss };
    // Made after the loss and its penalties, as in the code: the order of nodes decides the order of sums.
    return { [end.output]: output, ...losses, ...(end.accuracy && { accuracy: end.accuracy(output, y as AnyTensor) }) };
  });
}
