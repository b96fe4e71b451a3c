import type { AnyTensor } from "../../../../graph/op.ts";
import { div } from "../../../../ops/elementwise/div.ts";
import { equal } from "../../../../ops/elementwise/equal.ts";
import { mul } from "../../../../ops/elementwise/mul.ts";
import { neg } from "../../../../ops/elementwise/neg.ts";
import { where } from "../../../../ops/elementwise/where.ts";
import { gather } from "../../../../ops/index/gather.ts";
import { broadcastTo } from "../../../../ops/move/broadcast-to.ts";
import { logSoftmax } from "../../../../ops/reduce/log-softmax.ts";
import { mean } from "../../../../ops/reduce/mean.ts";
import { sum } from "../../../../ops/reduce/sum.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { permuted } from "./move.ts";

/** −w[label] · the logarithm at the label, by element, summed or averaged; classes are axis 1. Labels to ignore count nothing. */
function negativeLogLikelihood(call: NodeCall, logarithms: AnyTensor): AnyTensor {
  const rank = logarithms.shape.length;
  const classesLast = permuted(logarithms, [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]);
  const given = as(call.tensor(1), "int32");
  const ignored = call.attributes.has("ignore_index") ? equal(given, call.attributes.int("ignore_index", 0)) : undefined;
  const labels = ignored === undefined ? given : where(ignored, call.scalar(0, given), given);
  const losses = neg(gather(classesLast, labels));
  const classWeights = call.optional(2);
  const ones = call.filled(1, labels.shape, logarithms.dtype);
  const chosen =
    classWeights === undefined ? ones : gather(broadcastTo(classWeights, { shape: [...labels.shape, ...classWeights.shape] }), labels);
  const weights = ignored === undefined ? chosen : where(ignored, call.scalar(0, chosen), chosen);
  const plain = classWeights === undefined && ignored === undefined;
  const weighted = plain ? losses : mul(losses, weights);
  const reduction = call.attributes.string("reduction", "mean");
  if (reduction === "none") return weighted;
  if (reduction === "sum") return sum(weighted);
  return plain ? mean(weighted) : div(sum(weighted), sum(weights));
}

export const losses: Readonly<Record<string, Handler>> = {
  NegativeLogLikelihoodLoss: (call) => negativeLogLikelihood(call, call.tensor(0)),
  SoftmaxCrossEntropyLoss: (call) => {
    const logarithms = logSoftmax(call.tensor(0), { axis: 1 });
    return [negativeLogLikelihood(call, logarithms), logarithms];
  },
};
