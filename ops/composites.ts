import type { Composite } from "../graph/op.ts";
import { argmaxAccuracyOp } from "./composite/argmax-accuracy.ts";
import { binaryAccuracyOp } from "./composite/binary-accuracy.ts";
import { binaryCrossentropyOp } from "./composite/binary-crossentropy.ts";
import { crossentropyOp } from "./composite/crossentropy.ts";
import { denseOp } from "./composite/dense.ts";
import { dropoutOp } from "./composite/dropout.ts";
import { l1Op } from "./composite/l1.ts";
import { l2Op } from "./composite/l2.ts";
import { linearOp } from "./composite/linear.ts";
import { meanAbsoluteErrorOp } from "./composite/mean-absolute-error.ts";
import { meanSquaredErrorOp } from "./composite/mean-squared-error.ts";
import { regressionAccuracyOp } from "./composite/regression-accuracy.ts";
import { reluOp } from "./composite/relu.ts";
import { sigmoidOp } from "./composite/sigmoid.ts";
import { sigmoidCrossentropyOp } from "./composite/sigmoid-crossentropy.ts";
import { softmaxOp } from "./composite/softmax.ts";

/** The ops that are formulas of others, by name. */
export const composites = {
  argmaxAccuracy: argmaxAccuracyOp,
  binaryAccuracy: binaryAccuracyOp,
  binaryCrossentropy: binaryCrossentropyOp,
  crossentropy: crossentropyOp,
  dense: denseOp,
  dropout: dropoutOp,
  l1: l1Op,
  l2: l2Op,
  linear: linearOp,
  meanAbsoluteError: meanAbsoluteErrorOp,
  meanSquaredError: meanSquaredErrorOp,
  regressionAccuracy: regressionAccuracyOp,
  relu: reluOp,
  sigmoid: sigmoidOp,
  sigmoidCrossentropy: sigmoidCrossentropyOp,
  softmax: softmaxOp,
} as const satisfies Record<string, Composite<any>>;
