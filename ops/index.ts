import { type OpSet, opSet } from "../graph/op.ts";
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
import { primitives } from "./primitives.ts";

/** dagrad's own ops: what graphs are compiled, checked and parsed with where no other set is given. */
export const standardOps: OpSet = opSet(
  ...Object.values(primitives),
  argmaxAccuracyOp,
  binaryAccuracyOp,
  binaryCrossentropyOp,
  crossentropyOp,
  denseOp,
  dropoutOp,
  l1Op,
  l2Op,
  linearOp,
  meanAbsoluteErrorOp,
  meanSquaredErrorOp,
  regressionAccuracyOp,
  reluOp,
  sigmoidOp,
  sigmoidCrossentropyOp,
  softmaxOp,
);

export { argmaxAccuracy } from "./composite/argmax-accuracy.ts";
export { binaryAccuracy } from "./composite/binary-accuracy.ts";
export { binaryCrossentropy } from "./composite/binary-crossentropy.ts";
export { crossentropy } from "./composite/crossentropy.ts";
export { type DenseOptions, dense } from "./composite/dense.ts";
export { dropout } from "./composite/dropout.ts";
export { l1 } from "./composite/l1.ts";
export { l2 } from "./composite/l2.ts";
export { linear } from "./composite/linear.ts";
export { meanAbsoluteError } from "./composite/mean-absolute-error.ts";
export { meanSquaredError } from "./composite/mean-squared-error.ts";
export { regressionAccuracy } from "./composite/regression-accuracy.ts";
export { relu } from "./composite/relu.ts";
export { sigmoid } from "./composite/sigmoid.ts";
export { sigmoidCrossentropy } from "./composite/sigmoid-crossentropy.ts";
export { softmax } from "./composite/softmax.ts";
export type { Reduction } from "./losses.ts";
export { abs } from "./primitive/abs.ts";
export { add } from "./primitive/add.ts";
export { argmax } from "./primitive/argmax.ts";
export { broadcastTo } from "./primitive/broadcast-to.ts";
export { cast } from "./primitive/cast.ts";
export { classLabels } from "./primitive/class-labels.ts";
export { clip } from "./primitive/clip.ts";
export { concat } from "./primitive/concat.ts";
export { cos } from "./primitive/cos.ts";
export { div } from "./primitive/div.ts";
export { equal } from "./primitive/equal.ts";
export { exp } from "./primitive/exp.ts";
export { expandDims } from "./primitive/expand-dims.ts";
export { gather } from "./primitive/gather.ts";
export { log } from "./primitive/log.ts";
export { matmul } from "./primitive/matmul.ts";
export { max } from "./primitive/max.ts";
export { maximum } from "./primitive/maximum.ts";
export { mean } from "./primitive/mean.ts";
export { minimum } from "./primitive/minimum.ts";
export { mul } from "./primitive/mul.ts";
export { neg } from "./primitive/neg.ts";
export { oneHot } from "./primitive/one-hot.ts";
export { pow } from "./primitive/pow.ts";
export { type RandomUniformOptions, randomUniform } from "./primitive/random-uniform.ts";
export { reshape } from "./primitive/reshape.ts";
export { sign } from "./primitive/sign.ts";
export { sin } from "./primitive/sin.ts";
export { size } from "./primitive/size.ts";
export { slice } from "./primitive/slice.ts";
export { sqrt } from "./primitive/sqrt.ts";
export { step } from "./primitive/step.ts";
export { sub } from "./primitive/sub.ts";
export { sum } from "./primitive/sum.ts";
export { tanh } from "./primitive/tanh.ts";
export { transpose } from "./primitive/transpose.ts";
export { where } from "./primitive/where.ts";
