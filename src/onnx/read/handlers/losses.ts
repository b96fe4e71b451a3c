import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { permuted } from "./move.ts";

/** −w[label] · the logarithm at the label, by element, summed or averaged; classes are axis 1. Labels to ignore count nothing. */
function negativeLogLikelihood(call: NodeCall, logarithms: AnyTensor): AnyTensor {
  const rank = logarithms.shape.length;
  const classesLast = permuted(logarithms, [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]);
  const given = as(call.tensor(1), "int32");
  const ignored = call.attributes.has("ignore_index") ? op.equal(given, call.attributes.int("ignore_index", 0)) : undefined;
  const labels = ignored === undefined ? given : op.where(ignored, call.scalar(0, given), given);
  const losses = op.neg(op.gather(classesLast, labels));
  const classWeights = call.optional(2);
  const ones = call.filled(1, labels.shape, logarithms.dtype);
  const chosen =
    classWeights === undefined
      ? ones
      : op.gather(op.broadcastTo(classWeights, { shape: [...labels.shape, ...classWeights.shape] }), labels);
  const weights = ignored === undefined ? chosen : op.where(ignored, call.scalar(0, chosen), chosen);
  const plain = classWeights === undefined && ignored === undefined;
  const weighted = plain ? losses : op.mul(losses, weights);
  const reduction = call.attributes.string("reduction", "mean");
  if (reduction === "none") return weighted;
  if (reduction === "sum") return op.sum(weighted);
  return plain ? op.mean(weighted) : op.div(op.sum(weighted), op.sum(weights));
}

export const losses: Readonly<Record<string, Handler>> = {
  NegativeLogLikelihoodLoss: (call) => negativeLogLikelihood(call, call.tensor(0)),
  SoftmaxCrossEntropyLoss: (call) => {
    const logarithms = op.logSoftmax(call.tensor(0), { axis: 1 });
    return [negativeLogLikelihood(call, logarithms), logarithms];
  },
};
