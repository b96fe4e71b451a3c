import type { AnyTensor } from "../../../graph/op.ts";
import { linear } from "../../../ops/elementwise/linear.ts";
import { relu } from "../../../ops/elementwise/relu.ts";
import type { dropout } from "../../../ops/layers/dropout.ts";
import { argmaxAccuracy } from "../../../ops/losses/argmax-accuracy.ts";
import { crossentropy } from "../../../ops/losses/crossentropy.ts";
import { softmax } from "../../../ops/reduce/softmax.ts";
import type { Kind } from "../data-sets.ts";
import type { ActivationName } from "../settings.ts";

/** How a network ends: what its last layer says, and what is made of that and of the targets. */
export interface End {
  /** What the output is called. */
  readonly output: string;
  readonly activation?: (x: AnyTensor) => AnyTensor;
  readonly loss: (output: AnyTensor, y: AnyTensor) => AnyTensor;
  readonly accuracy?: (output: AnyTensor, y: AnyTensor) => AnyTensor;
}

/** The functions that networks of the playground are put together of. */
export interface NetworkParts {
  readonly activations: Readonly<Partial<Record<ActivationName, (x: AnyTensor) => AnyTensor>>>;
  readonly ends: Readonly<Partial<Record<Kind, End>>>;
  readonly dropout?: typeof dropout;
}

export const severalClasses: End = {
  output: "probabilities",
  activation: softmax as (x: AnyTensor) => AnyTensor,
  loss: crossentropy as End["loss"],
  accuracy: argmaxAccuracy as NonNullable<End["accuracy"]>,
};

/** What the network of a page that has just been opened is put together of. */
export const networkParts: NetworkParts = {
  activations: { relu, linear } as NetworkParts["activations"],
  ends: { classes: severalClasses },
};
