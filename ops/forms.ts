import { type Form, type Meaning, meaningOf, type Op } from "../graph/op.ts";
import { argmaxAccuracyForm } from "./composite/argmax-accuracy.ts";
import { binaryAccuracyForm } from "./composite/binary-accuracy.ts";
import { binaryCrossentropyForm } from "./composite/binary-crossentropy.ts";
import { crossentropyForm } from "./composite/crossentropy.ts";
import { denseForm } from "./composite/dense.ts";
import { dropoutForm } from "./composite/dropout.ts";
import { l1Form } from "./composite/l1.ts";
import { l2Form } from "./composite/l2.ts";
import { linearForm } from "./composite/linear.ts";
import { meanAbsoluteErrorForm } from "./composite/mean-absolute-error.ts";
import { meanSquaredErrorForm } from "./composite/mean-squared-error.ts";
import { regressionAccuracyForm } from "./composite/regression-accuracy.ts";
import { reluForm } from "./composite/relu.ts";
import { sigmoidForm } from "./composite/sigmoid.ts";
import { sigmoidCrossentropyForm } from "./composite/sigmoid-crossentropy.ts";
import { softmaxForm } from "./composite/softmax.ts";
import { composites } from "./composites.ts";
import { absForm } from "./primitive/abs.ts";
import { addForm } from "./primitive/add.ts";
import { argmaxForm } from "./primitive/argmax.ts";
import { broadcastToForm } from "./primitive/broadcast-to.ts";
import { castForm } from "./primitive/cast.ts";
import { chainDivForm } from "./primitive/chain-div.ts";
import { chainMulForm } from "./primitive/chain-mul.ts";
import { classLabelsForm } from "./primitive/class-labels.ts";
import { clipForm } from "./primitive/clip.ts";
import { concatForm } from "./primitive/concat.ts";
import { cosForm } from "./primitive/cos.ts";
import { divForm } from "./primitive/div.ts";
import { equalForm } from "./primitive/equal.ts";
import { expForm } from "./primitive/exp.ts";
import { expandDimsForm } from "./primitive/expand-dims.ts";
import { gatherForm } from "./primitive/gather.ts";
import { logForm } from "./primitive/log.ts";
import { matmulForm } from "./primitive/matmul.ts";
import { maxForm } from "./primitive/max.ts";
import { maximumForm } from "./primitive/maximum.ts";
import { meanForm } from "./primitive/mean.ts";
import { minimumForm } from "./primitive/minimum.ts";
import { mulForm } from "./primitive/mul.ts";
import { negForm } from "./primitive/neg.ts";
import { oneHotForm } from "./primitive/one-hot.ts";
import { powForm } from "./primitive/pow.ts";
import { randomUniformForm } from "./primitive/random-uniform.ts";
import { reshapeForm } from "./primitive/reshape.ts";
import { signForm } from "./primitive/sign.ts";
import { sinForm } from "./primitive/sin.ts";
import { sizeForm } from "./primitive/size.ts";
import { sliceForm } from "./primitive/slice.ts";
import { sqrtForm } from "./primitive/sqrt.ts";
import { stepForm } from "./primitive/step.ts";
import { subForm } from "./primitive/sub.ts";
import { sumForm } from "./primitive/sum.ts";
import { tanhForm } from "./primitive/tanh.ts";
import { transposeForm } from "./primitive/transpose.ts";
import { whereForm } from "./primitive/where.ts";
import { primitives } from "./primitives.ts";

const standard = { ...primitives, ...composites };

/** The attributes of an op. */
type AttrsOf<O> = O extends Op<infer A> ? A : never;

const byName = {
  abs: absForm,
  add: addForm,
  argmax: argmaxForm,
  broadcastTo: broadcastToForm,
  cast: castForm,
  chainDiv: chainDivForm,
  chainMul: chainMulForm,
  classLabels: classLabelsForm,
  clip: clipForm,
  concat: concatForm,
  cos: cosForm,
  div: divForm,
  equal: equalForm,
  exp: expForm,
  expandDims: expandDimsForm,
  gather: gatherForm,
  log: logForm,
  matmul: matmulForm,
  max: maxForm,
  maximum: maximumForm,
  mean: meanForm,
  minimum: minimumForm,
  mul: mulForm,
  neg: negForm,
  oneHot: oneHotForm,
  pow: powForm,
  randomUniform: randomUniformForm,
  reshape: reshapeForm,
  sign: signForm,
  sin: sinForm,
  size: sizeForm,
  slice: sliceForm,
  sqrt: sqrtForm,
  step: stepForm,
  sub: subForm,
  sum: sumForm,
  tanh: tanhForm,
  transpose: transposeForm,
  where: whereForm,
  argmaxAccuracy: argmaxAccuracyForm,
  binaryAccuracy: binaryAccuracyForm,
  binaryCrossentropy: binaryCrossentropyForm,
  crossentropy: crossentropyForm,
  dense: denseForm,
  dropout: dropoutForm,
  l1: l1Form,
  l2: l2Form,
  linear: linearForm,
  meanAbsoluteError: meanAbsoluteErrorForm,
  meanSquaredError: meanSquaredErrorForm,
  regressionAccuracy: regressionAccuracyForm,
  relu: reluForm,
  sigmoid: sigmoidForm,
  sigmoidCrossentropy: sigmoidCrossentropyForm,
  softmax: softmaxForm,
} as const satisfies { readonly [name in keyof typeof standard]: () => Form<AttrsOf<(typeof standard)[name]>> };

/**
 * How dagrad's own ops are drawn and written, by what they compute. Only what makes pictures and formulas imports this table:
 * a page that builds, compiles and runs a graph does not load it.
 */
export const forms: ReadonlyMap<Meaning, Form<any>> = new Map(
  Object.entries(standard).map(([name, op]) => [meaningOf(op), byName[name as keyof typeof standard]()]),
);
