import type { AnyTensor } from "../../graph/op.ts";
import { elu } from "../../ops/elementwise/elu.ts";
import { leakyRelu } from "../../ops/elementwise/leaky-relu.ts";
import { linear } from "../../ops/elementwise/linear.ts";
import { relu } from "../../ops/elementwise/relu.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { tanh } from "../../ops/elementwise/tanh.ts";
import { dropout } from "../../ops/layers/dropout.ts";
import { binaryAccuracy } from "../../ops/losses/binary-accuracy.ts";
import { binaryCrossentropy } from "../../ops/losses/binary-crossentropy.ts";
import { meanSquaredError } from "../../ops/losses/mean-squared-error.ts";
import { type End, type NetworkParts, severalClasses } from "./first/network-parts.ts";
import type { ActivationName } from "./settings.ts";

type Function = (x: AnyTensor) => AnyTensor;

/** All that controls can choose. The script that a page begins with has fewer in its place: first/network-parts.ts. */
export const networkParts: NetworkParts = {
  activations: { relu, tanh, sigmoid, leakyRelu, elu, linear } as Readonly<Record<ActivationName, Function>>,
  ends: {
    classes: severalClasses,
    "two classes": {
      output: "probability",
      activation: sigmoid as Function,
      loss: binaryCrossentropy as End["loss"],
      accuracy: binaryAccuracy as NonNullable<End["accuracy"]>,
    },
    numbers: { output: "prediction", loss: meanSquaredError as End["loss"] },
  },
  dropout,
};
